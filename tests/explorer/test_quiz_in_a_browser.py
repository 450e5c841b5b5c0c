"""Two people tell real from generated pictures at the same time."""

import csv

import pytest

pytest.importorskip("gradio", reason="needs gradio")
pytest.importorskip("selenium")
from selenium.webdriver.common.by import By

from tests.explorer.test_page import address as address
from tests.explorer.test_page import enter
from tests.explorer.test_page import pytestmark as pytestmark
from tests.explorer.test_page import shown
from tests.explorer.test_page import user
from tests.explorer.test_page import wait


def press(driver, name):
    wait(
        driver, lambda: [x for x in shown(driver, "button") if x.text == name]
    )[0].click()


def begin(driver):
    path = "//button[@role='tab'][normalize-space()='Real or generated?']"
    wait(driver, lambda: driver.find_elements(By.XPATH, path))[0].click()
    wait(driver, lambda: shown(driver, "input[type=number]"))
    enter(driver, "input[type=number]", 2)
    press(driver, "Start")
    return seen(driver, None)


def seen(driver, before):
    """The address of the picture that is not the one before."""

    def source():
        images = shown(driver, ".kg-seen img")
        return images and images[0].get_attribute("src")

    wait(driver, lambda: source() not in ([], before))
    return source()


def rows(folder):
    (path,) = folder.glob("*-real-or-generated.csv")
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def test_two_people_do_not_mix(address, tmp_path):
    with user(address) as one, user(address, phone=True) as two:
        first, other = begin(one), begin(two)
        assert first != other and len(first) == len(other)
        press(one, "real")
        second = seen(one, first)
        press(two, "generated")
        assert len(seen(two, other)) == len(second)
        assert [row["answer"] for row in rows(tmp_path)] == [
            "real",
            "generated",
        ]
        press(one, "real")
        wait(one, lambda: "Error rate" in one.page_source)
        text = one.find_element(By.TAG_NAME, "body").text
        assert "0.500 in 2 answers" in text and "385 answers" in text
        width = two.execute_script("return document.body.scrollWidth")
        assert width <= 390
        people = [row["person"] for row in rows(tmp_path)]
        assert people[0] == people[2] != people[1]
