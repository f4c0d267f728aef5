#!/usr/bin/env python3
"""Scans the generated tickets and prints what is missed and what is sealed for nothing, by language and by category.

  measure.py BINARY [--seed N] [--variants N] [--half even|odd|all] [--floor PERCENT] [--alarms PERCENT] [--show N]

A ticket counts as found if every secret in it is covered whole. With --floor (tickets without a leak) or --alarms (clean
tickets touched) it is a test and ends with "N passed, N failed". --show prints N texts of each kind that went wrong.
"""
import pathlib
import sys

from generate import generate

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import measured  # noqa: E402: beside this folder


def main():
    options = measured.options(__doc__)
    options.add_argument("--variants", type=int, default=4)
    options.add_argument("--half", choices=["even", "odd", "all"], default="all")
    chosen = options.parse_args()

    rows = list(generate(chosen.seed, chosen.variants, chosen.half))
    return measured.report(chosen.binary, rows, ["language", "category"], chosen.show, chosen.floor, chosen.alarms)


if __name__ == "__main__":
    sys.exit(main())
