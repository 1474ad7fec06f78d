"""Runs the Python chunks of a Quarto document one after another, as Quarto does. Errors name the document's lines.

python3 chunks.py DOCUMENT.qmd
"""

import sys
from pathlib import Path

OPEN, CLOSE = "```{python}", "```"


def chunks(lines):
    """The chunks, each padded with empty lines so that its line numbers are those of the document."""
    start = None
    for number, line in enumerate(lines):
        if line.strip() == OPEN:
            start = number + 1
        elif line.strip() == CLOSE and start is not None:
            yield "\n" * start + "\n".join(lines[start:number])
            start = None
    if start is not None:
        raise SystemExit(f"the chunk of line {start} has no end")


def main():
    document = Path(sys.argv[1])
    names = {"__name__": "__main__"}
    count = 0
    for chunk in chunks(document.read_text(encoding="utf-8").splitlines()):
        exec(compile(chunk, str(document), "exec"), names)
        count += 1
    if count == 0:
        raise SystemExit(f"{document} has no Python chunk")
    print(f"{document}: {count} chunks ran")


if __name__ == "__main__":
    main()
