"""A run's page in a browser: it follows the training and keeps its reader."""

import time

import pytest

from keras_gans.pages import run as page
from tests.browsing import BROWSER
from tests.browsing import DRIVER
from tests.browsing import frames
from tests.browsing import open_browser
from tests.browsing import press
from tests.browsing import shown
from tests.pages.test_run import make_run
from tests.study.synthetic import make_result
from tests.study.synthetic import write_runs

pytest.importorskip("selenium")
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BROWSER and DRIVER), reason="needs Chromium and its chromedriver"
    ),
]


@pytest.fixture(scope="module")
def driver():
    with open_browser() as driver:
        yield driver


@pytest.fixture
def browser(driver):
    yield driver
    assert driver.get_log("browser") == []


@pytest.fixture
def folder(tmp_path):
    # One of its own for each test: a tab remembers what its reader did.
    write_runs([make_result()], tmp_path, epochs=4)
    return tmp_path / "runs" / make_result()["id"]


def show(browser, folder, **changes):
    now = {"written": time.time()}
    page.write(folder, make_run(**now | changes), [])
    browser.get((folder / page.NAME).as_uri())
    return browser.find_element(By.ID, "run")


def test_a_running_page_follows_and_keeps_the_reader(browser, folder):
    show(browser, folder, interval=2)
    slider = browser.find_element(By.ID, "slider")
    browser.execute_script("arguments[0].focus()", slider)
    press(browser, Keys.HOME, Keys.ARROW_RIGHT)
    assert frames(browser) == ["1"]
    browser.execute_script("scrollTo(0, 240)")
    now = {"written": time.time()}
    ended = make_run(state=page.FINISHED, done=10.0, **now)
    page.write(folder, ended, [])
    wait = WebDriverWait(browser, 15, poll_frequency=0.2)
    wait.until(lambda b: shown(b, ".state.finished"))
    assert frames(browser) == ["1"]
    assert browser.execute_script("return scrollY") == 240
    active = browser.switch_to.active_element
    assert active.get_attribute("id") == "slider"


def test_a_page_without_news_says_so(browser, folder):
    status = show(browser, folder, written=time.time() - 4000, interval=2)
    assert "No news for 67 min: the training was probably killed" in status.text
    assert "died" in status.get_attribute("class")
    status = show(browser, folder, written=time.time() - 4000, state="stopped")
    assert "No news" not in status.text


def test_a_picture_is_enlarged_and_moves_by_the_keyboard(browser, folder):
    show(browser, folder, state=page.FINISHED)
    button = browser.find_element(By.CLASS_NAME, "enlarge")
    browser.execute_script("arguments[0].focus()", button)
    press(browser, Keys.ENTER)
    large = browser.find_element(By.ID, "large")
    assert large.is_displayed() and large.text == "samples, epoch 4"
    image = large.find_element(By.TAG_NAME, "img")
    assert image.rect["width"] % 64 == 0 and image.rect["width"] > 64
    press(browser, Keys.ARROW_LEFT)
    assert large.text == "samples, epoch 3"
    press(browser, Keys.ESCAPE)
    assert not large.is_displayed() and frames(browser) == ["3"]


def test_plots_name_the_values_under_the_pointer(browser, folder):
    from selenium.webdriver import ActionChains

    show(browser, folder, state=page.FINISHED)
    plot = shown(browser, ".plot")[0]
    value = plot.find_element(By.CSS_SELECTOR, ".key b")
    at_end = value.text
    area = plot.find_element(By.TAG_NAME, "div")
    width = area.rect["width"]
    across = int(width * (0.11 + 0.87 * 0.25) - width / 2)
    ActionChains(browser).move_to_element_with_offset(area, across, 0).perform()
    assert value.text == "0.368" != at_end
    assert "epoch 1" in plot.text
