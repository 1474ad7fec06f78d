"""Opens a report in Chromium without a window. Needs chromium, chromium-driver and `pip install selenium`."""

import json
import shutil
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service


@contextmanager
def browser(report, width=1280, height=900, dark=False, scripts=True):
    """The report in a window of so many CSS pixels; narrow ones are phones."""
    options = Options()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        phone = width < 600
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 2 if phone else 1, "mobile": phone},
        )
        if phone:
            driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        if not scripts:
            driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        driver.get(Path(report).resolve().as_uri())
        yield driver
    finally:
        driver.quit()


def requested(driver):
    """Everything that was asked of a network since the last call."""
    entries = (json.loads(entry["message"])["message"] for entry in driver.get_log("performance"))
    sent = (entry["params"]["request"]["url"] for entry in entries if entry["method"] == "Network.requestWillBeSent")
    return [url for url in sent if not url.startswith(("file:", "data:"))]


def severe(driver):
    """Errors of the console since the last call, violations of the content policy included."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
