#!/usr/bin/env python3
"""Checks the sizes of files and folders in Sources and Tests.

    Scripts/check-layout.py

A source file has at most 350 lines, and a folder at most 20 files. Model files, recorded reference figures and snapshots of
printed texts are data: their length is not limited, and a folder named Snapshots may hold any number of files. Prints one line
for each excess and ends with 1 if there is one.
"""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MAXIMUM_LINES = 350
MAXIMUM_FILES = 20
SOURCE_EXTENSIONS = {".swift", ".c", ".h", ".js", ".css", ".html", ".py", ".sql", ".sh"}
UNLIMITED_FOLDERS = {"Snapshots"}


def excesses():
    for top in ("Sources", "Tests"):
        for folder, subfolders, names in os.walk(os.path.join(ROOT, top)):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith(".") and name != "__pycache__")
            names = sorted(name for name in names if not name.startswith("."))
            shown = os.path.relpath(folder, ROOT)
            if len(names) > MAXIMUM_FILES and os.path.basename(folder) not in UNLIMITED_FOLDERS:
                yield f"{shown}: {len(names)} files; the limit is {MAXIMUM_FILES}"
            for name in names:
                if os.path.splitext(name)[1] in SOURCE_EXTENSIONS:
                    with open(os.path.join(folder, name), "rb") as file:
                        count = sum(1 for _ in file)
                    if count > MAXIMUM_LINES:
                        yield f"{shown}/{name}: {count} lines; the limit is {MAXIMUM_LINES}"


def main():
    found = list(excesses())
    for line in found:
        print(line, file=sys.stderr)
    if found:
        sys.exit(1)
    print(f"No source file has more than {MAXIMUM_LINES} lines, no folder more than {MAXIMUM_FILES} files.")


if __name__ == "__main__":
    main()
