#!/usr/bin/env bash
# Uses a report as its readers do: clicks through the page in Chromium, compiles the tables with LaTeX, opens the workbook with
# LibreOffice. Makes the reports itself, in both languages, unless told a folder with one.
#
#   scripts/reports/check.sh [REPORT_FOLDER [--may-lack PART …]]
#
# Needs Debian's chromium, chromium-driver, texlive-xetex, texlive-latex-extra, texlive-lang-chinese (xeCJK), texlive-lang-arabic,
# libreoffice-calc, poppler-utils and fonts-noto-cjk; PYTHON (python3 if unset) with selenium and openpyxl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    printf 'failed: %s\n' "$*" >&2
    exit 1
}

# The tables of a folder, one after another, with the packages that their first lines name.
latex() {
    local folder=$1 main=$work/tables-$2.tex
    {
        echo '\documentclass[a4paper]{article}'
        echo '\usepackage[margin=2.5cm]{geometry}'
        sed -n 's/^% *\(\\usepackage.*\)/\1/p' "$folder"/tables/*.tex | sort -u
        echo '\begin{document}'
        for table in "$folder"/tables/*.tex; do printf '\\input{%s}\n\\clearpage\n' "$(realpath "$table")"; done
        echo '\end{document}'
    } >"$main"
    # Long tables take the widths of their columns from the pass before.
    for _ in 1 2 3; do
        (cd "$work" && xelatex -interaction=nonstopmode -halt-on-error "$main" >"$main.out" 2>&1) ||
            { tail -n 30 "$main.out"; fail "LaTeX of $folder"; }
    done
    printf 'ok      tables of %s compile: %s pages\n' "$folder" "$(pdfinfo "${main%.tex}.pdf" | sed -n 's/^Pages: *//p')"
    # A long word in a cell may reach into the space beside it; a table may not leave the page.
    local beyond='Overfull \\hbox (\([2-9][0-9]\|[0-9]\{3,\}\)\.'
    if grep -q "$beyond" "$main.out"; then
        grep "$beyond" "$main.out" | sort -u | head -n 5
        fail "a table of $folder is wider than the page"
    fi
}

# Opens, shows every sheet, and holds numbers as numbers.
workbook() {
    local folder=$1
    soffice --headless --convert-to pdf --outdir "$work" "$folder/report.xlsx" >"$work/soffice.out" 2>&1 ||
        { cat "$work/soffice.out"; fail "LibreOffice cannot open $folder/report.xlsx"; }
    "$python" - "$folder/report.xlsx" <<'PYTHON'
import sys
import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
numbers = formulas = 0
for sheet in book:
    for row in sheet.iter_rows():
        for cell in row:
            numbers += cell.data_type == "n" and cell.value is not None
            formulas += cell.data_type == "f"
assert numbers > 100 and formulas == 0, (numbers, formulas)
print(f"ok      workbook: {len(book.sheetnames)} sheets, {numbers} numbers, no formula")
PYTHON
}

look() {
    local folder=$1 name=$2
    "$python" scripts/browser/check.py "$folder/report.html" "${@:3}"
    latex "$folder" "$name"
    workbook "$folder"
    local size
    size=$(stat -c %s "$folder/report.html")
    [ "$size" -lt 1500000 ] || fail "report.html of $folder takes $size bytes, more than 1,500,000"
    printf 'ok      report.html takes %s bytes\n' "$size"
}

if [ $# -gt 0 ]; then
    look "$1" given "${@:2}"
    exit
fi
cargo build --release --locked
kanzei=target/release/kanzei
"$kanzei" run models/japan-us-2025 --out "$work/run" --quiet
for lang in en ja; do
    "$kanzei" report "$work/run" --lang "$lang" --out "$work/$lang" --quiet
    look "$work/$lang" "$lang"
done
