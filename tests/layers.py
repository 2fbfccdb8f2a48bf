#!/usr/bin/env python3
"""Checks the rules of the source tree that a machine can see: who may include whom, which words and
names are not used, how long a file may be. Run in the root; prints each violation; exit code 1 if any.

The rules are the tables below; the rest only applies them to every file that git knows or would add.
"""
import pathlib
import re
import subprocess
import sys

# An include points to a lower row only. Folders of one row do not know each other.
ROWS = [
    ["gateway/core"],
    ["gateway/telemetry", "gateway/text"],
    ["gateway/journal", "gateway/tap"],
    ["gateway/channels", "gateway/relay", "gateway/returns", "config"],
    ["gateway/net", "connectors"],
    ["gateway/app"],
]

# Tighter than its row allows: all that a folder may include of ours besides itself.
ONLY = {
    "config": ["gateway/core", "gateway/telemetry", "gateway/text"],
    "connectors": ["gateway/core", "gateway/telemetry", "gateway/text", "config"],
    "gateway/text": ["gateway/core"],
    "gateway/channels": ["gateway/core", "gateway/telemetry", "gateway/text"],
    "gateway/journal": ["gateway/core", "gateway/telemetry", "gateway/text"],
    "gateway/tap": ["gateway/core", "gateway/telemetry", "gateway/text"],
    "gateway/relay": ["gateway/core", "gateway/telemetry", "gateway/text", "gateway/journal", "gateway/tap"],
    "gateway/returns": ["gateway/core", "gateway/telemetry", "gateway/text", "gateway/tap"],
}

# Neighbours of one row that may be known all the same, and what of them.
BESIDE = {"gateway/returns": ["gateway/relay/outbox.hpp", "gateway/relay/letter.hpp"]}

# The rooms of a folder: one may include those above it, and its own.
ROOMS = {
    "gateway/channels": [["probe"], ["wire"], ["auth"], ["subscription"],
                         ["presence", "publish", "signin", "decryption"], ["session"], ["overlap"]],
}

# A library is included by one folder only (tests may include what they test with).
LIBRARIES = {
    r"boost/(asio|beast)": "gateway/net",
    r"prometheus/|spdlog/": "gateway/telemetry",
    r"yaml-cpp/": "config",
    r"librdkafka/": "connectors/kafka",
    r"mqtt/|MQTT": "connectors/mqtt",
}

# (where, what must not be there, why): regular expressions over paths and over C++ text.
FORBIDDEN = [
    (r"gateway/(?!journal/)", r"\bstd::(recursive_|shared_|timed_)?mutex\b|\bshared_ptr\b"
                  r"|enable_shared_from_this|\bthread_local\b|asio::(make_)?strand\b",
     "a shard is one thread: no lock, strand, thread_local or shared ownership"),
    (r"gateway/journal/(?!writer|direct_journal)", r"\bstd::(recursive_|shared_|timed_)?mutex\b|\bshared_ptr\b",
     "where a journal hands over to its threads, and nowhere else"),
    (r"gateway/(?!telemetry/)", r"\bmake_shared\b", "shared ownership (only spdlog asks for it)"),
    (r"gateway/(channels|relay|returns|tap|text|app/plan|app/rehearsal)/",
     r"#\s*include\s*<(thread|mutex|fstream|iostream|spdlog/|sys/socket|netinet/|poll\.h)",
     "decisions do no I/O, log nothing and start no thread"),
    (r"gateway/(channels|relay|returns|tap|text|app/plan|app/rehearsal)/", r"\b(system|steady|high_resolution)_clock::now\b",
     "decisions are given the time"),
    (r"tests/", r"\bsleep_(for|until)\b|\bu?sleep\(|\bnanosleep\(",
     "a test waits for an event with a deadline, it does not sleep"),
    (r"", r"\b(TODO|FIXME|XXX)\b", "do it, or file an issue"),
    (r"", r"\busing namespace std;", "names come from somewhere visible"),
]

# A file or folder name says what is inside.
EMPTY_NAME = r"(^|/)(utils?|common|helpers?|misc|managers?|new|v2)(/|\.|_|$)"

# Lines a file may have, by where it is.
LONGEST = [(r"(gateway|connectors|config)/", 300), (r"tests/", 400)]

# Downloads are by name and version: (file, what must not be in it).
NO_ADDRESSES = [(r"package-lock\.json$", r'"resolved"\s*:'), (r"pom\.xml$", r"<(plugin)?repositor(y|ies)>")]

FOLDERS = {folder: row for row, folders in enumerate(ROWS) for folder in folders}


def folder_of(path):
    """The folder of ROWS that a path lies in, or None."""
    return next((f for f in FOLDERS if path.startswith(f + "/")), None)


def include_problems(path, text):
    here = folder_of(path)
    if here is None:
        return
    for target in re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.M):
        for pattern, owner in LIBRARIES.items():
            if re.match(pattern, target) and not path.startswith(owner + "/"):
                yield f"includes {target}, which only {owner} may"
        there = folder_of(target)
        if there is None or there == here:
            continue
        if target in BESIDE.get(here, []):
            continue
        if FOLDERS[there] >= FOLDERS[here] or there not in ONLY.get(here, FOLDERS):
            yield f"includes {target}, and {here} may not know {there}"


def room_problems(path, text):
    for folder, rows in ROOMS.items():
        rank = {room: row for row, rooms in enumerate(rows) for room in rooms}
        mine = re.match(rf"{folder}/([^/]+)/", path)
        if not path.startswith(folder + "/"):
            continue
        if not mine or mine[1] not in rank:
            yield f"is in no room of {folder}"
            continue
        for room in re.findall(rf'#\s*include\s*"{folder}/([^/"]+)/', text):
            if room != mine[1] and rank.get(room, len(rows)) >= rank[mine[1]]:
                yield f"room {mine[1]} includes a file of room {room}"


def connector_problems(path, text):
    mine = re.match(r"connectors/([^/]+)/", path)
    for other in re.findall(r'#\s*include\s*"connectors/([^/"]+)/', text) if mine else []:
        if other != mine[1]:
            yield f"connector {mine[1]} includes a file of connector {other}"


def word_problems(path, text):
    for where, what, why in FORBIDDEN:
        if re.match(where, path):
            for found in re.finditer(what, text, re.M):
                line = text.count("\n", 0, found.start()) + 1
                yield f"line {line}: {found[0].strip()}: {why}"


def length_problems(path, text):
    limit = next((limit for where, limit in LONGEST if re.match(where, path)), None)
    lines = text.count("\n")
    if limit and lines > limit:
        yield f"{lines} lines, at most {limit}"


def problems(path):
    if re.search(EMPTY_NAME, path):
        yield "a name that says nothing about what is inside"
    for where, what in NO_ADDRESSES:
        if re.search(where, path) and re.search(what, pathlib.Path(path).read_text("utf-8")):
            yield "holds a download address"
    if path.endswith((".cpp", ".hpp", ".h")):
        text = pathlib.Path(path).read_text("utf-8")
        for rule in (include_problems, room_problems, connector_problems, word_problems, length_problems):
            yield from rule(path, text)


def name_problems(files):
    """Of two files with one name, a name alone does not say which one is meant."""
    first = {}
    for path in files:
        if folder_of(path) and path.endswith((".cpp", ".hpp")):
            other = first.setdefault(pathlib.Path(path).name, path)
            if other != path:
                yield f"{path}: has the name of {other}"


def main():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"],
                            capture_output=True, text=True, check=True).stdout.splitlines()
    files = [path for path in listed if pathlib.Path(path).is_file()]
    found = [f"{path}: {problem}" for path in files for problem in problems(path)]
    found += name_problems(files)
    print(*found, sep="\n", end="\n" if found else "")
    print(f"layers: {len(files)} files, {len(found)} violations")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
