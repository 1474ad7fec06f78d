#!/usr/bin/env bash
# Pictures of a report to look at: wide, dark, on a phone, with scripts off, and its printed pages.
# Usage: scripts/browser/screenshots.sh REPORT.html OUTDIR
# Needs chromium, chromium-driver, poppler-utils and `pip install selenium`; PYTHON names the interpreter.
set -euo pipefail

if [ $# -ne 2 ]; then
    echo "usage: $0 REPORT.html OUTDIR" >&2
    exit 2
fi
mkdir -p "$2"
"${PYTHON:-python3}" "$(dirname "${BASH_SOURCE[0]}")/screenshots.py" "$1" "$2"
pdftoppm -r 80 -png "$2/print.pdf" "$2/print"
ls "$2"
