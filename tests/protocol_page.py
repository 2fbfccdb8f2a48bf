#!/usr/bin/env python3
"""Checks docs/protocol.md: every row names a test, every test it names exists, and so does every
section that a transcript refers to. Run in the root; prints each problem; exit code 1 if any.
"""
import pathlib
import re
import sys

PAGE = pathlib.Path("docs/protocol.md")
TRANSCRIPTS = pathlib.Path("tests/transcripts/cases")


def tests():
    """Suite.Name of every test in a source file."""
    for source in pathlib.Path("tests").rglob("*_test.cpp"):
        for suite, name in re.findall(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", source.read_text("utf-8"), re.M):
            yield f"{suite}.{name}"


def transcripts():
    return {str(path.relative_to(TRANSCRIPTS).with_suffix("")): path for path in TRANSCRIPTS.rglob("*.txt")}


def row_problems(page, known):
    for number, line in enumerate(page.splitlines(), 1):
        if not line.startswith("|") or re.match(r"\|[-|]+\|$", line) or line.endswith("| Shown by |"):
            continue
        named = re.findall(r"`([^`]+)`", line.strip("|").split(" | ")[-1])
        if line.count(" | ") != 2 or not named:
            yield f"line {number}: a row is a rule, what Sluice does, and the tests that show it"
        for name in named:
            if name not in known:
                yield f"line {number}: there is no test or transcript {name}"


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
