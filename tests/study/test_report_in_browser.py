"""The page in a browser: choosing, sliding and sorting, by mouse and keys."""

import json
import re

import pytest

from keras_gans.study import report
from tests.browsing import BROWSER
from tests.browsing import DRIVER
from tests.browsing import box
from tests.browsing import cards
from tests.browsing import column
from tests.browsing import frames
from tests.browsing import open_browser
from tests.browsing import press
from tests.browsing import shown
from tests.study.synthetic import make_results
from tests.study.synthetic import make_study
from tests.study.synthetic import write_runs

pytest.importorskip("selenium")
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.skipif(
    not (BROWSER and DRIVER), reason="needs Chromium and its chromedriver"
)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    write_runs(make_results(), folder)
    return report.write_report(make_study(), make_results(), folder)


@pytest.fixture(scope="module")
def driver():
    with open_browser() as driver:
        yield driver


@pytest.fixture
def browser(driver, page):
    """The page as it opens; it must not complain of anything."""
    driver.get(page.as_uri())
    yield driver
    assert driver.get_log("browser") == []


def test_boxes_choose_the_runs(browser):
    first = ["gan-0.1-s0", "gan-0.02-s0", "other-0.1-s0", "other-0.02-s0"]
    assert cards(browser) == first
    box(browser, "gan-0.02-s1").click()
    assert cards(browser) == [*first[:2], "gan-0.02-s1", *first[2:]]
    box(browser, "gan-0.1-s0").click()
    assert cards(browser)[0] == "gan-0.02-s0"
    count = browser.find_element(By.ID, "count")
    assert count.text == "4 of 8 runs shown"
    browser.find_element(By.ID, "none").click()
    assert cards(browser) == []
    browser.find_element(By.ID, "all").click()
    assert len(cards(browser)) == 8
    assert box(browser, "gan-0.1-s0").is_selected()


def test_a_box_is_set_by_the_keyboard(browser):
    browser.execute_script("arguments[0].focus()", box(browser, "gan-0.1-s1"))
    press(browser, Keys.SPACE)
    assert "gan-0.1-s1" in cards(browser)
    assert "ValueError: <i>rate</i>" in shown(browser, ".error")[0].text


def test_one_slider_moves_all_pictures(browser):
    box(browser, "gan-0.1-s1").click()
    assert frames(browser) == ["2", "1", "2", "2", "2"]
    slider = browser.find_element(By.ID, "slider")
    browser.execute_script("arguments[0].focus()", slider)
    press(browser, Keys.ARROW_LEFT)
    assert frames(browser) == ["1"] * 5
    press(browser, Keys.HOME)
    assert frames(browser) == ["0"] * 5
    assert slider.get_attribute("aria-valuetext") == "epoch 0"
    assert browser.find_element(By.ID, "epoch").text == "0"
    assert shown(browser, ".card figcaption")[0].text == "samples, epoch 0"


def test_the_mark_in_the_curves_follows_the_slider(browser):
    slider = browser.find_element(By.ID, "slider")
    plot = shown(browser, ".plot div")[0]
    mark = plot.find_element(By.CLASS_NAME, "mark")
    browser.execute_script("arguments[0].focus()", slider)
    for keys, share in [((Keys.HOME,), 0), ((Keys.ARROW_RIGHT,), 0.5)]:
        press(browser, *keys)
        across = (mark.rect["x"] - plot.rect["x"]) / plot.rect["width"]
        assert across == pytest.approx(0.11 + 0.87 * share, abs=0.01)


def test_play_goes_from_the_first_to_the_last(browser):
    browser.execute_script(
        """
        const epoch = document.getElementById("epoch");
        window.seen = [];
        new MutationObserver(() => seen.push(epoch.value)).observe(
            epoch, {childList: true}
        );
        """
    )
    play = browser.find_element(By.ID, "play")
    play.click()
    wait = WebDriverWait(browser, 10, poll_frequency=0.1)
    wait.until(lambda _: play.get_attribute("aria-label") == "play")
    assert browser.execute_script("return seen") == ["0", "1", "2"]
    assert set(frames(browser)) == {"2"}


def test_columns_sort_both_ways(browser):
    head, button, cells = column(browser, "FID")
    means = ["9.00", "2.00", "100", "20.0"]
    assert cells == means
    for way, order in [
        ("ascending", ["2.00", "9.00", "20.0", "100"]),
        ("descending", ["100", "20.0", "9.00", "2.00"]),
    ]:
        button.click()
        cells = column(browser, "FID")[2]
        assert cells == order
        assert head.get_attribute("aria-sort") == way
    # The cards follow the table.
    assert cards(browser)[0].startswith("other-0.1")


def test_columns_sort_by_the_keyboard_and_missing_values_come_last(browser):
    head, button, cells = column(browser, "diversity")
    assert cells == [
        "0.900",
        "0.700",
        "—",
        "0.800",
    ]
    browser.execute_script("arguments[0].focus()", button)
    for key, order in [
        (Keys.ENTER, ["0.700", "0.800", "0.900", "—"]),
        (Keys.SPACE, ["0.900", "0.800", "0.700", "—"]),
    ]:
        press(browser, key)
        cells = column(browser, "diversity")[2]
        assert cells == order
    column(browser, "model")[1].click()
    assert head.get_attribute("aria-sort") == "none"
    assert column(browser, "model")[2][0].startswith("</script><b>")


def test_what_has_the_focus_is_seen(browser):
    press(browser, Keys.TAB)
    for selector in ("#theme", ".box", ".results button", ".chip input"):
        for _ in range(20):
            active = browser.switch_to.active_element
            if active in browser.find_elements(By.CSS_SELECTOR, selector):
                break
            press(browser, Keys.TAB)
        else:
            raise AssertionError(f"the keyboard does not reach {selector}")
        if selector == ".chip input":
            active = active.find_element(By.XPATH, "following-sibling::span")
        assert active.value_of_css_property("outline-style") == "solid"


def test_the_page_is_light_or_dark(browser):
    media = "Emulation.setEmulatedMedia"
    feature = {"name": "prefers-color-scheme", "value": "dark"}
    body = browser.find_element(By.TAG_NAME, "body")
    light = body.value_of_css_property("background-color")
    browser.execute_cdp_cmd(media, {"features": [feature]})
    dark = body.value_of_css_property("background-color")
    browser.find_element(By.ID, "theme").click()
    toggled = body.value_of_css_property("background-color")
    browser.execute_cdp_cmd(media, {"features": []})
    assert dark != light == toggled


def test_a_phone_scrolls_tables_not_the_page(browser):
    size = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    widths = "let e = arguments[0]; return [e.scrollWidth, e.clientWidth]"
    html = browser.find_element(By.TAG_NAME, "html")
    table = browser.find_element(By.CSS_SELECTOR, ".results")
    full, visible = browser.execute_script(widths, html)
    left = {card.rect["x"] for card in shown(browser, ".card")}
    box = table.find_element(By.XPATH, "..")
    inside, outside = browser.execute_script(widths, box)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert full == visible and inside > outside and len(left) == 1


def test_without_scripts_all_runs_are_there(driver, page, tmp_path):
    plain = re.sub("<script>.*?</script>", "", page.read_text(), flags=re.S)
    (tmp_path / "plain.html").write_text(plain)
    driver.get((tmp_path / "plain.html").as_uri())
    assert len(cards(driver)) == 8 and set(frames(driver)) == {"1", "2"}
    assert not shown(driver, ".controls") and not shown(driver, "#theme")


def test_the_network_is_left_alone(browser):
    requests = [
        json.loads(entry["message"])["message"]
        for entry in browser.get_log("performance")
    ]
    addresses = [
        message["params"]["request"]["url"].partition(":")[0]
        for message in requests
        if message["method"] == "Network.requestWillBeSent"
    ]
    assert set(addresses) == {"file", "data"}
