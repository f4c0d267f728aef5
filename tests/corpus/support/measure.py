#!/usr/bin/env python3
"""Fills the lines of chat.txt and config.txt with made-up values and prints what is missed and what is sealed for nothing, by kind.

  measure.py BINARY [--seed N] [--per-line N] [--floor PERCENT] [--alarms PERCENT] [--show N]

Names and values are the same for the same seed. With --floor (texts without a leak) or --alarms (clean texts touched) it is a test
and ends with "N passed, N failed".
"""
import pathlib
import random
import re
import sys

import values

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import measured  # noqa: E402: in the folder above

SLOT = re.compile(r"\{(" + "|".join([*values.SECRETS, *values.HARMLESS]) + r")\}|\\([nrt\\])")
ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}


def fill(line, rng):
    """The text and the byte ranges of the secrets in it."""
    text, spans, at = "", [], 0
    for slot in SLOT.finditer(line):
        text += line[at:slot.start()]
        at = slot.end()
        secret = slot[1] in values.SECRETS
        put = ESCAPED[slot[2]] if slot[2] else (values.SECRETS if secret else values.HARMLESS)[slot[1]](rng)
        if secret:
            spans.append((len(text.encode()), len((text + put).encode())))
        text += put
    return text + line[at:], spans


def rows(seed, per_line):
    for path in sorted(HERE.glob("*.txt")):
        rng = random.Random(f"{seed} {path.stem}")
        for line in path.read_text(encoding="utf-8").splitlines():
            if line[:1] in "+-":
                head, template = line.split("\t", 1)
                for _ in range(per_line):
                    text, spans = fill(template, rng)
                    expect = head[0] == "+"
                    yield {"text": text, "expect": expect, "file": path.stem, "category": head[2:], "span": spans if expect else [], "template": template}


def main():
    options = measured.options(__doc__)
    options.add_argument("--per-line", type=int, default=8)
    chosen = options.parse_args()
    return measured.report(chosen.binary, list(rows(chosen.seed, chosen.per_line)), ["category", "file"], chosen.show, chosen.floor, chosen.alarms)


if __name__ == "__main__":
    sys.exit(main())
