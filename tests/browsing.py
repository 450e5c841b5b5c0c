"""Helpers to read and operate a page in a browser."""

import contextlib
import shutil

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")


@contextlib.contextmanager
def open_browser():
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage"):
        options.add_argument(f"--{argument}")
    logs = {"browser": "ALL", "performance": "ALL"}
    options.set_capability("goog:loggingPrefs", logs)
    service = webdriver.ChromeService(DRIVER)
    driver = webdriver.Chrome(options, service)
    try:
        yield driver
    finally:
        driver.quit()


def shown(browser, selector):
    return browser.execute_script(
        "return [...document.querySelectorAll(arguments[0])]"
        ".filter((element) => element.checkVisibility())",
        selector,
    )


def data(browser, selector, name):
    """The attribute `data-NAME` of the elements that are shown."""
    return browser.execute_script(
        "return [...document.querySelectorAll(arguments[0])]"
        ".filter((element) => element.checkVisibility())"
        ".map((element) => element.dataset[arguments[1]])",
        selector,
        name,
    )


def cards(browser):
    return data(browser, ".card", "run")


def frames(browser):
    return data(browser, ".frames [data-epoch]", "epoch")


def column(browser, name):
    """The header's cell, its button, and the first words of the cells below."""
    return browser.execute_script(
        """
        const heads = [...document.querySelectorAll(".results th")];
        const head = heads.find((h) => h.innerText.startsWith(arguments[0]));
        const rows = [...document.querySelectorAll(".results tbody tr")];
        const cells = rows.map((row) => row.cells[head.cellIndex].innerText);
        return [
            head,
            head.querySelector("button"),
            cells.map((words) => words.split(" ")[0]),
        ];
        """,
        name,
    )


def box(browser, run):
    return browser.find_element("css selector", f".chip input[value='{run}']")


def press(browser, *keys):
    from selenium.webdriver import ActionChains

    ActionChains(browser).send_keys(*keys).perform()
