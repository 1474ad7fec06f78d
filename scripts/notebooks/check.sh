#!/usr/bin/env bash
# Runs a model with few draws and then examples/results.ipynb and examples/report.qmd on its results; fails on any error.
# Needs a Rust toolchain and Python 3.10 or later; Quarto is used where it is installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=$PWD/target/notebooks/bin/python
[ -x "$python" ] || python3 -m venv target/notebooks
"$python" -m pip install --quiet --requirement scripts/notebooks/requirements.txt

cargo run --quiet --locked -- run models/japan-us-2025 --draws 1024 --quiet --out "$folder/run"
export KANZEI_RUN=$folder/run MPLBACKEND=Agg

"$python" -m nbconvert --to html --execute examples/results.ipynb --output-dir "$folder"
if command -v quarto >/dev/null; then
    # Quarto writes beside the document.
    cp examples/report.qmd "$folder"
    QUARTO_PYTHON=$python quarto render "$folder/report.qmd"
else
    "$python" scripts/notebooks/chunks.py examples/report.qmd
fi
