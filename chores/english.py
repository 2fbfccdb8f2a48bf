#!/usr/bin/env python3
"""Prints how often comments use words that plain English can do without: the count per 1,000 words of
comment, its goal, and the ten files with the most. Run in the root. A gauge, not a check: no count
fails it.
"""
import collections
import pathlib
import re

ROOMS = ("gateway", "connectors", "config")
GAUGES = (
    ("what, whatever", 3, re.compile(r"\b(?:what|whatever)\b", re.I)),
    ("tell, told, say, said", 1, re.compile(r"\b(?:tell\w*|told|say\w*|said)\b", re.I)),
)
LISTED = 10

# Literals come before comments: `//` also stands in URLs, and `'` also separates the digits of a number.
TOKEN = re.compile(
    r"""R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"
      | "(?:\\.|[^"\\\n])*"
      | \b\d[\w.']*
      | '(?:\\.|[^'\\\n])+'
      | ///?!?<?(?P<comment>[^\n]*)""",
    re.S | re.X,
)


def comments(source):
    """The text of all `//` and `///` comments."""
    return "\n".join(token["comment"] for token in TOKEN.finditer(source) if token["comment"])


def main():
    texts = {
        path: comments(path.read_text("utf-8"))
        for room in ROOMS
        for path in sorted(pathlib.Path(room).rglob("*.[ch]pp"))
    }
    words = sum(len(re.findall(r"[A-Za-z][\w'-]*", text)) for text in texts.values())
    for name, goal, pattern in GAUGES:
        counts = collections.Counter({path: len(pattern.findall(text)) for path, text in texts.items()})
        rate = 1000 * counts.total() / max(words, 1)
        print(f"  {name}: {rate:.1f} per 1,000 words of comment, the goal is {goal} or fewer")
        for path, count in counts.most_common(LISTED):
            if count:
                print(f"    {count:3} {path}")


if __name__ == "__main__":
    main()
