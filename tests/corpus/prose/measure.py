#!/usr/bin/env python3
"""Scans the generated tickets and prints what is missed and what is sealed for nothing, by language and by category.

  measure.py BINARY [--seed N] [--variants N] [--half even|odd|all] [--floor PERCENT] [--alarms PERCENT] [--show N]

A ticket counts as found if every secret in it is covered whole. With --floor (tickets without a leak) or --alarms (clean
tickets touched) it is a test and ends with "N passed, N failed". --show prints N texts of each kind that went wrong.
"""
import argparse
import collections
import json
import subprocess
import sys

from generate import generate


def scan(binary, rows):
    lines = "".join(json.dumps({"id": i, "text": row["text"]}, ensure_ascii=False) + "\n" for i, row in enumerate(rows))
    done = subprocess.run([binary, "scan", "--input", "ndjson", "--format", "ndjson", "-"], input=lines.encode(),
                          stdout=subprocess.PIPE)
    if done.returncode not in (0, 3):
        sys.exit(f"scan ended with {done.returncode}")
    return [json.loads(line)["findings"] for line in done.stdout.splitlines()]


def is_covered(span, findings):
    at = span[0]
    for finding in sorted(findings, key=lambda f: f["start"]):
        if finding["start"] <= at < finding["end"]:
            at = finding["end"]
    return at >= span[1]


class Tally:
    def __init__(self):
        self.tickets = self.tight = self.clean = self.touched = 0

    def add(self, row, right):
        if row["expect"]:
            self.tickets, self.tight = self.tickets + 1, self.tight + right
        else:
            self.clean, self.touched = self.clean + 1, self.touched + (not right)

    def recall(self):
        return 100 * self.tight / max(1, self.tickets)

    def alarms(self):
        return 100 * self.touched / max(1, self.clean)

    def cells(self):
        tight = f"{self.tight:5}/{self.tickets:<5} {self.recall():5.1f} %" if self.tickets else "-"
        touched = f"{self.touched:4}/{self.clean:<5} {self.alarms():4.1f} %" if self.clean else "-"
        return f"{tight:>20} {touched:>18}"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--variants", type=int, default=4)
    options.add_argument("--half", choices=["even", "odd", "all"], default="all")
    options.add_argument("--floor", type=float)
    options.add_argument("--alarms", type=float)
    options.add_argument("--show", type=int, default=0)
    chosen = options.parse_args()

    rows = list(generate(chosen.seed, chosen.variants, chosen.half))
    tables = {"language": collections.defaultdict(Tally), "category": collections.defaultdict(Tally)}
    total, shown = Tally(), collections.Counter()
    for row, findings in zip(rows, scan(chosen.binary, rows), strict=True):
        right = all(is_covered(span, findings) for span in row["span"]) if row["expect"] else not findings
        total.add(row, right)
        for name, table in tables.items():
            table[row[name]].add(row, right)
        shown[row["category"]] += not right
        if not right and shown[row["category"]] <= chosen.show:
            print(f"{row['language']} {row['category']}: {row['text']!r}")
    for name, table in tables.items():
        print(f"{name:20} {'without a leak':>20} {'clean ones touched':>18}")
        for key in sorted(table):
            print(f"{key:20} {table[key].cells()}")
    print(f"{'all':20} {total.cells()}")
    failed = (chosen.floor is not None and total.recall() < chosen.floor) + \
             (chosen.alarms is not None and total.alarms() > chosen.alarms)
    if chosen.floor is not None or chosen.alarms is not None:
        print(f"{2 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
