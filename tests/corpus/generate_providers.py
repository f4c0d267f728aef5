#!/usr/bin/env python3
"""Writes labelled lines with keys of every service of redactor/rules/services_*.yml, one JSON object a line:
{"text", "expect", "category", "secret"}. The lines are those of providers/lines.txt, the hard negatives those of
providers/clean.txt; values are made up and the same for the same seed.

  generate_providers.py [--seed N] [--per-service N]
"""
import argparse
import json
import pathlib
import random
import re

HERE = pathlib.Path(__file__).resolve().parent
RULES = HERE.parents[1] / "redactor" / "rules"
UPPER, LOWER, DIGIT = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"
CLASSES = {
    "alnum": UPPER + LOWER + DIGIT, "lower": LOWER, "upper": UPPER, "digit": DIGIT, "hex": DIGIT + "abcdef",
    "base32": UPPER + "234567", "base58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    "base64": UPPER + LOWER + DIGIT + "+/", "base64url": UPPER + LOWER + DIGIT + "-_",
    "alnumlower": LOWER + DIGIT, "alnumupper": UPPER + DIGIT,
}
UUID = "<hex:8>-<hex:4>-<hex:4>-<hex:4>-<hex:12>"


def services():
    """(names, keys) of every rule line; the files keep one rule a line."""
    quoted = lambda text: [item.strip().strip("'") for item in text.split(", ")]
    for path in sorted(RULES.glob("services_*.yml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            names = re.search(r"names: \[(.*?)\]", line)
            keys = re.search(r"keys: \[(.*?)\],", line)
            if line.startswith("  - {") and names:
                yield quoted(names[1]), quoted(keys[1]) if keys else ["<alnum:40>"]


def make_key(shape, rng):
    def run(match):
        least, _, most = match[2].partition("-")
        count = rng.randint(int(least), int(most or least))
        return "".join(rng.choice(CLASSES[match[1]]) for _ in range(count))
    return re.sub(r"<(\w+):([\d-]+)>", run, shape.replace("<uuid>", UUID))


def fill(line, name, key):
    low = re.sub(r"[ .&]+", "_", name)
    camel = "".join(word[:1].upper() + word[1:] for word in low.split("_"))
    spelled = {"NAME": low.upper(), "name": low, "dash": low.replace("_", "-"), "Camel": camel, "plain": name, "VALUE": key}
    return re.sub("NAME|name|dash|Camel|plain|VALUE", lambda match: spelled[match[0]], line.replace("\\n", "\n"))


def rows_of(path):
    return [line for line in (HERE / "providers" / path).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-service", type=int, default=6, help="lines for each name of a service")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    lines = [row.split("\t", 1) for row in rows_of("lines.txt")]
    for names, keys in services():
        for name in names:
            for category, line in rng.sample(lines, options.per_service):
                key = make_key(rng.choice(keys), rng)
                print(json.dumps({"text": fill(line, name, key), "expect": True, "category": category, "secret": [key]}))
    for line in rows_of("clean.txt"):
        print(json.dumps({"text": line, "expect": False, "category": "clean"}))


if __name__ == "__main__":
    main()
