# Routine commands. `just` alone lists them.

default:
    @just --list

# All checks, as before every change that goes in
check:
    .ci/run

# Tests
test *ARGS:
    cargo test --locked {{ARGS}}

# Formats the code
fmt:
    cargo fmt --all

# Lints, warnings as errors
clippy:
    cargo clippy --all-targets --locked -- -D warnings

# Documentation of the library, warnings as errors
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

# Benchmarks (criterion)
bench *ARGS:
    cargo bench --locked {{ARGS}}

# Times kanzei against the same computation in numpy, in turn, and prints the ratio (needs Python 3.11)
bench-peer *ARGS:
    cargo build --release --locked
    python3 -m venv target/peer
    target/peer/bin/pip install --quiet numpy pyarrow
    target/peer/bin/python benches/peer_numpy.py models/japan-us-2025 --against target/release/kanzei {{ARGS}}

# How far a run is above the arithmetic that a draw cannot avoid
bench-floor:
    cargo bench --locked --bench floor

# How many draws each sampler needs for the same Monte Carlo error
bench-samplers:
    cargo bench --locked --bench samplers

# Licences, advisories and origins of dependencies (needs cargo-deny)
deny:
    cargo deny check

# Writes golden results and the generated part of models/README.md anew; read the diff before you commit it
regenerate:
    KANZEI_REGENERATE=1 cargo test --locked --test regression
    KANZEI_REGENERATE=1 cargo test --locked --test formats

# The question of 26 May 2025
run-japan *ARGS:
    cargo run --release --locked -- run models/japan-us-2025 --overwrite {{ARGS}}

# What each policy would change, and what each bargaining chip is worth
compare-japan *ARGS:
    cargo run --release --locked -- compare models/japan-us-2025 --with models/japan-us-2025/policies/*.toml {{ARGS}}
    cargo run --release --locked -- compare models/japan-us-2025 --chips --earlier deal-all-in {{ARGS}}

# Runs the model of 26 May 2025 and scores it against what happened
score-japan:
    cargo run --release --locked -- run models/japan-us-2025 --overwrite --quiet
    cargo run --release --locked -- score results/japan-us-2025

# The sample report in docs/, and the figures of README.md
sample-report:
    cargo run --release --locked -- run models/japan-us-2025 --overwrite --quiet
    cargo run --release --locked -- report results/japan-us-2025
    cargo run --release --locked -- report results/japan-us-2025 --to html,xlsx --out docs/japan-us-2025 --overwrite
    cargo run --release --locked -- report results/japan-us-2025 --to html --lang ja --out docs/japan-us-2025-ja --overwrite
    mkdir -p docs/figures
    cp results/japan-us-2025/figures/talks.svg results/japan-us-2025/figures/gdp-fan.svg docs/figures/

# Clicks through the page of a report in Chromium, compiles its tables with LaTeX, opens its workbook with LibreOffice (the script says what it needs)
check-reports *ARGS:
    scripts/reports/check.sh {{ARGS}}

# Pictures of a report's page: desktop, phone, dark, without scripts, and printed
screenshots REPORT OUT:
    scripts/browser/screenshots.sh {{REPORT}} {{OUT}}

# Runs the notebooks of examples/ on a short run (needs Python)
check-notebooks:
    scripts/notebooks/check.sh

# Loads every bundled model
check-models:
    cargo run --release --locked -- check models/two-sector
    cargo run --release --locked -- check models/japan-us-2025
    cargo run --release --locked -- check models/japan-us-2025-deal

# Rebuilds the tables of japan-us-2025 from their published sources
rebuild-japan:
    cargo run --locked --example rebuild_japan_us_2025

# Compares the tables of japan-us-2025 with their published sources
verify-japan:
    cargo run --locked --example rebuild_japan_us_2025 -- --check
