"""What `ticketvault scan` finds in made-up texts, counted."""
import argparse
import collections
import json
import subprocess
import sys


def options(description):
    """The options of every measure.py; each adds how many texts it makes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--floor", type=float, help="percent of texts without a leak, below which it fails")
    parser.add_argument("--alarms", type=float, help="percent of clean texts touched, above which it fails")
    parser.add_argument("--show", type=int, default=0, help="texts printed of each kind that went wrong")
    return parser


def scan(binary, texts):
    """The findings of each text."""
    lines = "".join(json.dumps({"id": i, "text": text}, ensure_ascii=False) + "\n" for i, text in enumerate(texts))
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


def report(binary, rows, columns, show, floor, alarms):
    """Prints a table for each of `columns` (members of a row); the exit code. A row has text, expect, category and span, a list of
    byte ranges. With a floor (percent of texts without a leak) or alarms (percent of clean texts touched) it is a test."""
    tables = {name: collections.defaultdict(Tally) for name in columns}
    total, shown = Tally(), collections.Counter()
    for row, findings in zip(rows, scan(binary, [row["text"] for row in rows]), strict=True):
        right = all(is_covered(span, findings) for span in row["span"]) if row["expect"] else not findings
        total.add(row, right)
        for name, table in tables.items():
            table[row[name]].add(row, right)
        shown[row["category"]] += not right
        if not right and shown[row["category"]] <= show:
            print(f"{' '.join(row[name] for name in columns)}: {row['text']!r}")
    for name, table in tables.items():
        print(f"{name:20} {'without a leak':>20} {'clean ones touched':>18}")
        for key in sorted(table):
            print(f"{key:20} {table[key].cells()}")
    print(f"{'all':20} {total.cells()}")
    failed = (floor is not None and total.recall() < floor) + (alarms is not None and total.alarms() > alarms)
    if floor is not None or alarms is not None:
        print(f"{2 - failed} passed, {failed} failed")
    return 1 if failed else 0
