"""The page in a browser: sliders, errors, uploads, two users."""

import contextlib
import os
import re
import shutil
import subprocess
import time

import pytest

pytest.importorskip("gradio", reason="needs gradio")
webdriver = pytest.importorskip("selenium.webdriver")
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

from tests.commands.helpers import command  # noqa: E402

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = [
    pytest.mark.slow,  # It starts a server and two browsers.
    pytest.mark.skipif(
        not (BROWSER and DRIVER), reason="needs Chromium and its chromedriver"
    ),
]


@pytest.fixture
def address(tiny_run, tmp_path):
    """The address of the page."""
    process = subprocess.Popen(
        command("explore", tiny_run, "--port", 17860),
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        cwd=tmp_path,
    )
    with process:
        try:
            lines = (re.match(r"Open (http\S+)", x) for x in process.stdout)
            found = next(filter(None, lines), None)
            assert found, "The server ended."
            yield found[1]
        finally:
            process.kill()


@contextlib.contextmanager
def user(address, phone=False):
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage"):
        options.add_argument(f"--{argument}")
    if phone:
        size = {"width": 390, "height": 844, "pixelRatio": 2.0}
        options.add_experimental_option(
            "mobileEmulation", {"deviceMetrics": size}
        )
    options.set_capability("goog:loggingPrefs", {"browser": "SEVERE"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    try:
        driver.get(address)
        yield driver
        errors = [
            x for x in driver.get_log("browser") if x["level"] != "WARNING"
        ]
        assert errors == []
    finally:
        driver.quit()


def shown(driver, selector):
    return driver.execute_script(
        "return [...document.querySelectorAll(arguments[0])]"
        ".filter((element) => element.checkVisibility())",
        selector,
    )


def wait(driver, function):
    return WebDriverWait(driver, 60).until(lambda _: function())


def open_tab(driver, name):
    path = f"//button[@role='tab'][normalize-space()='{name}']"
    wait(driver, lambda: driver.find_elements(By.XPATH, path))[0].click()
    wait(driver, lambda: shown(driver, ".picture"))


def picture(driver):
    """The address of the picture, whose end follows from its content."""
    source = shown(driver, ".picture img")[0].get_attribute("src")
    return source.partition("/file=")[2]


def enter(driver, selector, text, number=0):
    field = shown(driver, selector)[number]
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(str(text), Keys.TAB)


def changed(driver, old):
    wait(driver, lambda: picture(driver) != old)
    last = None
    while last != (last := picture(driver)):
        time.sleep(1)
    return last


def told(driver):
    path = ".toast-body"
    return wait(driver, lambda: [x.text for x in shown(driver, path) if x.text])


def test_the_page(address, tmp_path):
    field = "input[type=number]"  # Also beside a slider.
    with user(address) as one, user(address, phone=True) as two:
        for driver in (one, two):
            open_tab(driver, "Interpolation")
        first = picture(one)
        assert picture(two) == first
        enter(one, field, 0)
        start = changed(one, first)
        enter(two, field, 1)
        end = changed(two, first)
        assert len({first, start, end}) == 3 and picture(one) == start
        enter(one, field, 1)
        assert changed(one, start) == end
        width = two.execute_script("return document.body.scrollWidth")
        assert width <= 390
        open_tab(one, "Arithmetic")
        enter(one, "textarea, input[type=text]", "cat")
        assert "Seeds of A must be" in told(one)[0]
        open_tab(two, "Projection")
        files = two.find_elements(By.CSS_SELECTOR, "input[type=file]")
        (tmp_path / "text.png").write_text("no picture")
        files[-1].send_keys(str(tmp_path / "text.png"))
        body = two.find_element(By.TAG_NAME, "body")
        wait(two, lambda: "text.png" in body.text.replace("\n", ""))
        next(x for x in shown(two, "button") if "Find" in x.text).click()
        assert "must be a picture" in told(two)[0]
