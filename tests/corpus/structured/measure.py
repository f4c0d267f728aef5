#!/usr/bin/env python3
"""Fills every template of this folder with made-up values and counts what `ticketvault scan` finds.

  measure.py BINARY [--copies N] [--seed N] [--show N] [--floor PERCENT --alarms PERCENT]

A template is `=== + name` (holds secrets) or `=== - name` (holds none) and the lines up to the next one. Printed per family: texts
without a leak, secrets sealed, secrets sealed only in part, bytes sealed outside them, clean texts touched. --show lists each miss by
its template and line with the value masked. With --floor and --alarms it is a test: below the floor of secrets sealed or above the
share of clean texts touched it fails.
"""
import pathlib
import random
import sys

import values

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import measured  # noqa: E402: beside this folder

BEFORE = ["", "", "Hello, as asked here is the file:\n\n", "Hallo, anbei die Konfiguration.\n\n", "```\n", "Bonjour, voici le fichier :\n"]


def templates():
    for file in sorted(HERE.glob("*.txt")):
        name, lines = None, []
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("=== "):
                if name:
                    yield file.stem, name, expect, "\n".join(lines)
                _, sign, name = line.split()
                expect, lines = sign == "+", []
            else:
                lines.append(line)
        yield file.stem, name, expect, "\n".join(lines)


def wrapped(rng, text):
    before = rng.choice(BEFORE)
    quoted = rng.random() < 0.15
    text = "\n".join("> " + line for line in text.split("\n")) if quoted else text
    return before + text + ("\n```\n" if before == "```\n" else "\n\nThanks\n")


def line_of(text, at):
    return text.encode()[:at].count(b"\n")


def main():
    options = measured.options(__doc__)
    options.add_argument("--copies", type=int, default=5)
    given = options.parse_args()
    rng = random.Random(given.seed)
    rows = []
    for family, name, expect, template in templates():
        for _ in range(given.copies):
            text, spans = values.fill(rng, wrapped(rng, template))
            rows.append((family, name, expect, text, spans))
    print(f"seed {given.seed}, {len(rows)} texts")
    table = {}
    for (family, name, expect, text, spans), findings in zip(rows, measured.scan(given.binary, [row[3] for row in rows])):
        ranges = sorted((f["start"], f["end"]) for f in findings)
        count = table.setdefault(family, dict(texts=0, whole=0, secrets=0, sealed=0, over=0, bytes=0, clean=0, touched=0))
        data = text.encode()
        inside = set()
        for span in spans:
            inside.update(range(*span))
        outside = [f for f in findings if not inside & set(range(f["start"], f["end"]))]
        if not expect:
            count["clean"] += 1
            count["touched"] += bool(findings)
        else:
            missed = [span for span in spans if not measured.is_covered(span, findings)]
            count["texts"] += 1
            count["whole"] += not missed
            count["secrets"] += len(spans)
            count["sealed"] += len(spans) - len(missed)
            sealed = set()
            for begin, end in ranges:
                sealed.update(range(begin, end))
            count["bytes"] += len(sealed)
            count["over"] += len(sealed - inside)
            if given.show:
                for span in missed:
                    line = text.split("\n")[line_of(text, span[0])]
                    print(f"missed  {name}: {line[:200]}   [{data[span[0]:span[1]].decode()[:40]}]")
        if given.show:
            for f in outside:
                line = text.split("\n")[line_of(text, f["start"])]
                print(f"{'touched' if not expect else 'over'} {name}: {f['rule']}: {line[:160]}   [{data[f['start']:f['end']].decode(errors='replace')[:60]}]")
    total = {key: sum(count[key] for count in table.values()) for key in next(iter(table.values()))}
    print(f"{'family':22} {'without leak':>16} {'secrets sealed':>18} {'over-sealed':>12} {'clean touched':>16}")
    share = lambda part, whole: f"{part}/{whole} {100 * part / whole:5.1f}%" if whole else "-"
    for family, count in [*table.items(), ("all", total)]:
        print(f"{family:22} {share(count['whole'], count['texts']):>16} {share(count['sealed'], count['secrets']):>18} "
              f"{share(count['over'], count['bytes']).split()[-1]:>12} {share(count['touched'], count['clean']):>16}")
    if given.floor is not None:
        good = 100 * total["sealed"] / total["secrets"] >= given.floor and 100 * total["touched"] / total["clean"] <= given.alarms
        print("1 passed, 0 failed" if good else "0 passed, 1 failed")
        return 0 if good else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
