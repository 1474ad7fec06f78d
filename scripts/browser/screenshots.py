"""Pictures of a whole report, as screenshots.sh asks for them: python3 screenshots.py REPORT.html OUTDIR"""

import base64
import sys
from pathlib import Path

from browser import browser

PICTURES = {
    "desktop": {"width": 1280},
    "dark": {"width": 1280, "dark": True},
    "phone": {"width": 390, "height": 844},
    "phone-dark": {"width": 390, "height": 844, "dark": True},
    "no-scripts": {"width": 1280, "scripts": False},
}


def main(report, folder):
    for name, settings in PICTURES.items():
        with browser(report, **settings) as driver:
            size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
            # Browsers draw at most 16,384 pixels of a picture.
            clip = {**size, "height": min(size["height"], 16_384 if settings["width"] > 600 else 8_192), "scale": 1}
            shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
            Path(folder, f"{name}.png").write_bytes(base64.b64decode(shot["data"]))
    with browser(report) as driver:
        pages = driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": False})
        Path(folder, "print.pdf").write_bytes(base64.b64decode(pages["data"]))


if __name__ == "__main__":
    main(*sys.argv[1:3])
