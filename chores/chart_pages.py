#!/usr/bin/env python3
"""chart_pages.py CHART CONFIG_SCHEMA FOLDER

Writes into FOLDER what a Helm chart says about its values, from values.yaml and the comments in it:
values.schema.json, with CONFIG_SCHEMA (`sluice docs schema`) as that of `config`, and README.md, where
the table between two marks is made anew.

A block of keys is the chart's own and takes no others; what stands in { } or [ ] is free. A comment
above a key says what it means; `# @schema {…}` adds to the key's schema.
"""
import json
import pathlib
import re
import sys

import yaml

BEGIN, END = "<!-- values: written by ./dev docs -->", "<!-- end of values -->"
TYPES = {"str": "string", "int": "integer", "bool": "boolean", "seq": "array", "map": "object"}
FREE_OF_NUMBERS = r"(?i)(labels|annotations)$"  # Kubernetes takes text only


class Value:
    """One key of values.yaml: its comment, and either keys of its own or a default."""

    def __init__(self, key, node, lines):
        comment = []
        for line in reversed(lines[:key.start_mark.line]):
            if not line.strip().startswith("#"):
                break
            comment.insert(0, line.strip().removeprefix("#").strip())
        self.name = key.value
        self.meaning = " ".join(line for line in comment if not line.startswith("@schema "))
        self.rules = [json.loads(line.removeprefix("@schema ")) for line in comment if line.startswith("@schema ")]
        self.type = TYPES[node.tag.rpartition(":")[2]]
        self.default = yaml.safe_load(yaml.serialize(node))
        self.own = values_of(node, lines) if isinstance(node, yaml.MappingNode) and not node.flow_style else None

    def schema(self):
        schema = {"description": self.meaning} if self.meaning else {}
        if self.own is not None:
            return schema | section(self.own)
        schema["type"] = self.type
        if re.search(FREE_OF_NUMBERS, self.name):
            schema["additionalProperties"] = {"type": "string"}
        for rule in self.rules:
            schema |= rule
        return schema

    def rows(self, path=""):
        if self.own is None or self.meaning:
            default = "" if self.own else f"`{json.dumps(self.default)}`"
            yield f"| `{path}{self.name}` | {default} | {self.meaning} |"
        for value in self.own or []:
            yield from value.rows(f"{path}{self.name}.")


def values_of(node, lines):
    return [Value(key, value, lines) for key, value in node.value]


def section(values):
    return {"type": "object", "additionalProperties": False,
            "properties": {value.name: value.schema() for value in values}}


def schema(values, config_schema):
    whole = {"$schema": config_schema.pop("$schema")} | section(values)
    whole["properties"]["config"] = config_schema
    whole["required"] = ["config"]
    # Helm adds it to the values of every chart that is part of another.
    whole["properties"]["global"] = {"type": "object"}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def readme(values, old):
    head, tail = old.split(BEGIN)[0], old.split(END)[1]
    table = ["| Value | Default | Meaning |", "|---|---|---|"]
    for value in values:
        table += value.rows()
    return "\n".join([head + BEGIN, *table, END + tail])


def main(chart, config_schema, folder):
    text, old, config = (path.read_text("utf-8") for path in (
        pathlib.Path(chart, "values.yaml"), pathlib.Path(chart, "README.md"), pathlib.Path(config_schema)))
    values = values_of(yaml.compose(text), text.splitlines())
    pathlib.Path(folder, "values.schema.json").write_text(schema(values, json.loads(config)), "utf-8")
    pathlib.Path(folder, "README.md").write_text(readme(values, old), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
