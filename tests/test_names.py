#!/usr/bin/env python3
"""Checks that a test is found from the file it tests, and back. tests/unit/ROOM/X_test.cpp tests the file X of
ROOM, which is gateway/ROOM, or else the folder ROOM, or else tests/ROOM; where X has several test files, the others
are X_WHAT_test.cpp. A suite stands in one file. Run in the root; prints each problem; exit code 1 if any.
"""
import collections
import pathlib
import re
import sys

UNIT = pathlib.Path("tests/unit")


def sources(room):
    """The names, without extension, of the files that the tests of a room are about."""
    folder = next(f for f in (pathlib.Path("gateway", room), pathlib.Path(room), pathlib.Path("tests", room)) if f.is_dir())
    return {path.stem for path in folder.rglob("*") if path.suffix in {".cpp", ".hpp"}}


def tested_file(name, known):
    """The longest X of X_WHAT that is a file, or None."""
    words = name.split("_")
    return next((x for n in range(len(words), 0, -1) if (x := "_".join(words[:n])) in known), None)


def name_problems(tests):
    for path in tests:
        room = path.relative_to(UNIT).parts[0]
        if tested_file(path.stem.removesuffix("_test"), sources(room)) is None:
            yield f"{path}: begins with the name of no file of {room}"


def suite_problems(tests):
    files = collections.defaultdict(set)
    for path in tests:
        for suite in re.findall(r"^TEST(?:_F|_P)?\(\s*(\w+),", path.read_text("utf-8"), re.M):
            files[suite].add(path)
    for suite, paths in files.items():
        if len(paths) > 1:
            yield f"{suite} stands in " + " and ".join(map(str, sorted(paths)))


def main():
    tests = sorted(UNIT.rglob("*_test.cpp"))
    found = [*name_problems(tests), *suite_problems(tests)]
    print(*found, sep="\n", end="\n" if found else "")
    print(f"test names: {len(tests)} files, {len(found)} problems")
    return 1 if found or not tests else 0


if __name__ == "__main__":
    sys.exit(main())
