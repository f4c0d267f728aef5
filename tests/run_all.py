#!/usr/bin/env python3
"""Runs every test of a build and ends with "N passed, N failed".

Catch2 programs count their test cases, scripts end with a line "N passed, N failed". A run with fewer tests than
tests/minimum.txt fails: tests that silently stop being run are the worst kind of green.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time

# A program that takes longer than all others together would leave one core idle: by tags, each test in exactly one part; hidden ones ([.]) in none.
PARTS = {"vault_tests": {"vault_tests grants, crash": "[grants]~[.],[crash]~[.]", "vault_tests the others": "~[grants]~[crash]~[.]"}}
LONGEST = (*PARTS["vault_tests"], "audit_vectors")  # begun first, or one core waits for them at the end
HERE = pathlib.Path(__file__).resolve().parent
TALLY = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)
CASES = re.compile(r'<OverallResultsCases successes="(\d+)" failures="(\d+)" expectedFailures="(\d+)"')


def listed(build):
    shown = subprocess.run(["ctest", "--show-only=json-v1"], cwd=build, check=True, stdout=subprocess.PIPE)
    tests = []
    for test in json.loads(shown.stdout)["tests"]:
        if "command" in test:
            parts = PARTS.get(test["name"])
            tests += [(part, test["command"] + [tags]) for part, tags in parts.items()] if parts else [(test["name"], test["command"])]
    return sorted(tests, key=lambda test: LONGEST.index(test[0]) if test[0] in LONGEST else len(LONGEST))


def run(name, command, build):
    """Returns (name, passed, failed, skipped, output, seconds)."""
    catch = pathlib.Path(command[0]).name.endswith("_tests")
    if catch:
        report = pathlib.Path(build) / f"{name.replace(' ', '_')}.xml"
        command = command + ["--reporter", "xml", "--out", str(report)]
    began = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=build)
    output = done.stdout.decode(errors="replace")
    seconds = time.monotonic() - began
    passed = failed = skipped = 0
    if catch:
        text = report.read_text(errors="replace") if report.exists() else ""
        found = CASES.search(text)
        if found:
            passed, failed = int(found[1]), int(found[2])
        if failed or not found:
            again = subprocess.run(command[:-4], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=build)
            output += again.stdout.decode(errors="replace")
    else:
        for found in TALLY.finditer(output):
            passed, failed, skipped = int(found[1]), int(found[2]), int(found[3] or 0)
        if not TALLY.search(output):
            passed = 1 if done.returncode == 0 else 0
    if done.returncode != 0 and failed == 0:
        failed = 1  # died before it could count
    return name, passed, failed, skipped, output, seconds


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", required=True)
    options.add_argument("--suite", choices=["all", "modules"], default="all")
    arguments = options.parse_args()
    build = os.path.abspath(arguments.build)

    passed = failed = skipped = 0

    def report(result):
        nonlocal passed, failed, skipped
        name, good, bad, left, output, seconds = result
        passed, failed, skipped = passed + good, failed + bad, skipped + left
        extra = f", {left} skipped" if left else ""
        print(f"{name:28} {good:5} passed, {bad} failed{extra}   {seconds:6.1f} s", flush=True)
        for line in output.splitlines() if bad else [l for l in output.splitlines() if l.startswith("skipped")]:
            print("    " + line, flush=True)

    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for result in concurrent.futures.as_completed([pool.submit(run, n, c, build) for n, c in listed(build)]):
            report(result.result())
    if arguments.suite == "all":
        # Last and alone: these start whole services and would fight the others for the two cores.
        report(run("e2e", [sys.executable, str(HERE / "e2e" / "run.py"), "--bin", os.path.join(build, "bin")], build))
        least = int((HERE / "minimum.txt").read_text())
        if passed + failed < least:
            print(f"only {passed + failed} tests ran; tests/minimum.txt says at least {least}")
            failed += 1
    if skipped:
        print(f"{skipped} skipped (reasons above)")
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
