#!/usr/bin/env python3
"""What is missed and what is sealed for nothing in texts that were each written by hand before anybody looked at the scanner for them:
tickets.jsonl (customers of 30 languages), files.jsonl (configuration, dumps, traces) and lines.jsonl (code, commands, tokens).

  measure.py BINARY [--floor PERCENT] [--alarms PERCENT] [--show N]

A line is {"text", "expect", "category", "secret": [what must be sealed, as it stands in the text]}; a secret is sealed where it stands
first. With --floor or --alarms it is a test and ends with "N passed, N failed".
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import measured  # noqa: E402: in the folder above


def spans(row):
    text = row["text"].encode()
    places = [(text.find(secret.encode()), len(secret.encode())) for secret in row["secret"]]
    return [(at, at + size) for at, size in places]


def rows():
    for path in sorted(HERE.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield {**row, "category": row["category"].split("-")[0] if path.stem == "tickets" else path.stem,
                   "file": path.stem, "span": spans(row) if row["expect"] else []}


def main():
    chosen = measured.options(__doc__).parse_args()
    return measured.report(chosen.binary, list(rows()), ["category", "file"], chosen.show, chosen.floor, chosen.alarms)


if __name__ == "__main__":
    sys.exit(main())
