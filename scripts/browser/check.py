"""Uses a report as a reader does and fails where it does not do what it should.

python3 check.py REPORT.html [--may-lack PART ...]

PART is something that a small report has not got: `number-columns`, `folded-table`, `switch`, `hot-spot` or `code`.
"""

import argparse
import sys
from pathlib import Path

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from browser import browser, requested, severe

PARTS = ["number-columns", "folded-table", "switch", "hot-spot", "code"]


class Failure(Exception):
    """What is wrong, in words."""


class Lacking(Exception):
    """A part that the report has not got."""


def must(holds, otherwise):
    if not holds:
        raise Failure(otherwise)


def must_have(found, part):
    if not found:
        raise Lacking(part)


def first(elements, part):
    must_have(elements, part)
    return elements[0]


def all_of(inside, selector):
    return inside.find_elements(By.CSS_SELECTOR, selector)


def text(driver, element):
    """Text as it is in the page, seen or not."""
    return driver.execute_script("return arguments[0].textContent", element)


def values(driver, table, column):
    """Values that a column is sorted by, from above; None where there is none."""
    cells = driver.execute_script(
        "return [...arguments[0].tBodies[0].rows].map((row) => row.cells[arguments[1]].dataset.value ?? null)",
        table, column,
    )
    return [float(cell) if cell else None for cell in cells]


def check_sorting(driver):
    """Every column of numbers, up, down and back, by mouse and by keyboard."""
    sorted_columns = 0
    for table in all_of(driver, "table"):
        for column, head in enumerate(all_of(table, "thead th")):
            before = values(driver, table, column)
            known = sorted(number for number in before if number is not None)
            if len(set(known)) < 2:
                continue
            none = [None] * (len(before) - len(known))
            name = text(driver, head)
            buttons = all_of(head, "button")
            must(buttons, f"head '{name}' has no button to sort by")
            driver.execute_script("arguments[0].scrollIntoView({block: 'center', inline: 'center'})", head)
            buttons[0].click()
            must(head.get_attribute("aria-sort") == "ascending", f"head '{name}' does not say that it sorts up")
            must(values(driver, table, column) == known + none, f"'{name}' is not sorted from the least to the most")
            buttons[0].send_keys(Keys.ENTER)
            must(head.get_attribute("aria-sort") == "descending", f"head '{name}' does not say that it sorts down")
            must(values(driver, table, column) == known[::-1] + none, f"'{name}' is not sorted from the most to the least")
            buttons[0].send_keys(Keys.ENTER)
            must(values(driver, table, column) == before, f"'{name}' does not go back into its first order")
            sorted_columns += 1
    must_have(sorted_columns, "number-columns")


def check_folding(driver):
    button = first(all_of(driver, "button.fold"), "folded-table")
    rows = all_of(driver, f"#{button.get_attribute('aria-controls')} > tr")
    seen = sum(row.is_displayed() for row in rows)
    must(seen < len(rows), f"a table of {len(rows)} rows is not folded")
    folded = button.text
    must(str(len(rows)) in folded, f"the button '{folded}' does not say that there are {len(rows)} rows")
    button.click()
    must(all(row.is_displayed() for row in rows), f"'{folded}' does not show all rows")
    must(button.get_attribute("aria-expanded") == "true", f"'{folded}' does not say that the table is unfolded")
    button.click()
    must(sum(row.is_displayed() for row in rows) == seen, f"the button does not fold the table to {seen} rows again")


def check_switch(driver):
    """Every switch, by its last option; then its buttons by keyboard."""
    choices = all_of(driver, ".choice")
    must_have(choices, "switch")
    for choice in choices:
        options = all_of(choice, ".option")
        shown = lambda: [place for place, option in enumerate(options) if option.is_displayed()]
        must(shown() == [0], f"a switch shows options {shown()} before anything is chosen, not the first")
        last = len(options) - 1
        radios = all_of(choice, "input")
        if radios:
            all_of(choice, "fieldset label")[-1].click()
        else:
            Select(all_of(choice, "select")[0]).select_by_index(last)
        must(shown() == [last], f"a switch of {len(options)} shows options {shown()} after a choice of the last")
        if radios and last > 0:
            radios[-1].send_keys(Keys.ARROW_LEFT)
            must(shown() == [last - 1], "the left arrow key does not choose the option before")


def check_tooltip(driver):
    spot = first([spot for spot in all_of(driver, "svg .hot") if spot.is_displayed()], "hot-spot")
    title = text(driver, first(all_of(spot, "title"), "hot-spot"))
    must(title.strip(), "a hot spot says nothing")
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", spot)
    ActionChains(driver).move_to_element(spot).perform()
    tip = driver.find_element(By.ID, "tip")
    must(tip.is_displayed() and text(driver, tip) == title, f"the tooltip does not show '{title}'")
    must(not all_of(spot, "title"), "the title of a hot spot shows beside the tooltip")
    ActionChains(driver).move_to_element(driver.find_element(By.TAG_NAME, "h2")).perform()
    must(not tip.is_displayed(), "the tooltip stays when the pointer leaves")
    must([text(driver, each) for each in all_of(spot, "title")] == [title], "a hot spot has lost its title")


def check_copying(driver):
    """What a click copies, read from the selection that it leaves."""
    code = first(all_of(driver, ".code"), "code")
    button = all_of(code, "button")[0]
    label = button.text
    button.click()
    selected = driver.execute_script("return getSelection().toString()")
    must(selected.strip() == text(driver, all_of(code, "code")[0]).strip(), f"'{label}' selects '{selected}'")


def check_contents(driver):
    links = all_of(driver, "nav a")
    must(links, "there is no table of contents")
    for link in links:
        target = link.get_attribute("href").split("#")[-1]
        must(len(all_of(driver, f"[id='{target}']")) == 1, f"the contents point to '{target}', which is not there")
    ids = driver.execute_script("return [...document.querySelectorAll('[id]')].map((element) => element.id)")
    double = {each for each in ids if ids.count(each) > 1}
    must(not double, f"ids stand twice: {', '.join(sorted(double))}")


def check_phone(driver):
    over = driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    must(over <= 0, f"at 390 pixels the page scrolls sideways by {over} pixels")


def check_without_scripts(driver):
    hidden = [option for option in all_of(driver, ".option") if not option.is_displayed()]
    must(not hidden, f"with scripts off {len(hidden)} options of switches are hidden")
    heads = [head for head in all_of(driver, ".option h3") if not head.is_displayed()]
    must(not heads, f"with scripts off {len(heads)} labels of options are hidden")
    rows = [row for row in all_of(driver, "tbody tr") if not row.is_displayed()]
    must(not rows, f"with scripts off {len(rows)} rows of tables are hidden")
    dead = [control for control in all_of(driver, "button, select, input") if control.is_displayed()]
    must(not dead, f"with scripts off {len(dead)} controls are shown that can do nothing")


def check_quiet(driver):
    urls = requested(driver)
    must(not urls, f"the page asks the network for {', '.join(urls)}")
    errors = severe(driver)
    must(not errors, f"the console has errors:\n  {chr(10).join(errors)}")


WIDE = [check_contents, check_sorting, check_folding, check_switch, check_tooltip, check_copying, check_quiet]
PASSES = [
    ({"width": 1280}, WIDE),
    ({"width": 1280, "dark": True}, [check_quiet]),
    ({"width": 390, "height": 844}, [check_phone, check_switch, check_folding, check_phone, check_quiet]),
    ({"width": 1280, "scripts": False}, [check_without_scripts, check_quiet]),
    ({"width": 390, "height": 844, "scripts": False}, [check_without_scripts, check_phone, check_quiet]),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report")
    parser.add_argument("--may-lack", action="append", default=[], choices=PARTS)
    arguments = parser.parse_args()
    if not Path(arguments.report).is_file():
        sys.exit(f"{arguments.report} is not a file")
    failures = []
    for settings, checks in PASSES:
        how = ", ".join(f"{name} {value}" for name, value in settings.items())
        with browser(arguments.report, **settings) as driver:
            for check in checks:
                name = check.__name__.removeprefix("check_").replace("_", " ")
                try:
                    check(driver)
                    print(f"ok      {name} ({how})")
                except Lacking as lacking:
                    allowed = str(lacking) in arguments.may_lack
                    print(f"{'lacks ' if allowed else 'FAILED'}  {name} ({how}): the report has no {lacking}")
                    failures += [] if allowed else [name]
                except (Failure, WebDriverException) as failure:
                    words = getattr(failure, "msg", None) or str(failure)
                    print(f"FAILED  {name} ({how}): {words}")
                    failures.append(name)
    if failures:
        sys.exit(f"{arguments.report}: {len(failures)} checks failed")


if __name__ == "__main__":
    main()
