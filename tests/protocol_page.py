#!/usr/bin/env python3
"""Checks docs/protocol.md: every row names a test and one source file, every test and file it names
exists, and so does every section that a transcript refers to. Run in the root; prints each problem;
exit code 1 if any.
"""
import pathlib
import re
import sys

PAGE = pathlib.Path("docs/protocol.md")
TRANSCRIPTS = pathlib.Path("tests/transcripts/cases")
CHANNELS = pathlib.Path("gateway/channels")  # the folder of paths in their short form


def tests():
    """Suite.Name of every test in a source file."""
    for source in pathlib.Path("tests").rglob("*_test.cpp"):
        for suite, name in re.findall(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", source.read_text("utf-8"), re.M):
            yield f"{suite}.{name}"


def transcripts():
    return {str(path.relative_to(TRANSCRIPTS).with_suffix("")): path for path in TRANSCRIPTS.rglob("*.txt")}


def is_source(name):
    path = pathlib.Path(name)
    in_short_form = path.parts[0] in {room.name for room in CHANNELS.iterdir() if room.is_dir()}
    return path.suffix in {".cpp", ".hpp"} and (CHANNELS / path if in_short_form else path).is_file()


def row_problems(page, known):
    for number, line in enumerate(page.splitlines(), 1):
        heads = line.endswith("| Shown by | Decided in |")
        if not line.startswith("|") or re.match(r"\|[-|]+\|$", line) or heads:
            continue
        cells = line.strip("|").split(" | ")
        named = [re.findall(r"`([^`]+)`", cell) for cell in cells]
        if len(cells) != 4 or not named[2] or len(named[3]) != 1:
            yield f"line {number}: a row is a rule, what Sluice does, the tests that show it, and the file that decides it"
            continue
        for name in named[2]:
            if name not in known:
                yield f"line {number}: there is no test or transcript {name}"
        if not is_source(named[3][0]):
            yield f"line {number}: there is no source file {named[3][0]}, here or in {CHANNELS}"


def section_problems(page, paths):
    sections = set(re.findall(r"^##+ (\d+(?:\.\d+)?) ", page, re.M))
    sections |= set(re.findall(r"^\| (\d+\.\d+) ", page, re.M))
    for path in paths:
        for section in re.findall(r"§(\d+(?:\.\d+)?)", path.read_text("utf-8")):
            if section not in sections:
                yield f"{path}: the page has no section {section}"


def main():
    page = PAGE.read_text("utf-8")
    paths = transcripts()
    known = {*tests(), *paths}
    found = [*row_problems(page, known), *section_problems(page, paths.values())]
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{PAGE}: {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
