#!/usr/bin/env python3
"""Runs the end-to-end tests on built programs: every function test_… of every file test_….py in this folder.

Each test gets a Bench and must be true of the real programs over real HTTPS. Ends with "N passed, N failed".
"""
import argparse
import concurrent.futures
import importlib
import pathlib
import signal
import sys
import time
import traceback

from bench import Bench, Skip, Workshop
from client import StoryFailure

HERE = pathlib.Path(__file__).resolve().parent


def collect(word):
    for file in sorted(HERE.glob("test_*.py")):
        module = importlib.import_module(file.stem)
        for name, function in vars(module).items():
            if name.startswith("test_") and callable(function) and function.__module__ == file.stem:
                whole = f"{file.stem.removeprefix('test_')}: {name.removeprefix('test_').replace('_', ' ')}"
                if word in f"{file.stem}.{name} {whole}":
                    yield whole, function


def run(name, function, workshop):
    """(name, 'passed' or 'failed' or 'skipped', words, seconds)"""
    began = time.monotonic()
    bench = Bench(workshop)
    result, words = "passed", ""
    try:
        function(bench)
        bench.check_answers()
    except Skip as reason:
        result, words = "skipped", str(reason)
    except StoryFailure as failure:
        place = traceback.extract_tb(failure.__traceback__)
        result, words = "failed", f"{failure}\n" + " <- ".join(f"{pathlib.Path(f.filename).name}:{f.lineno}" for f in reversed(place[-5:]))
    except Exception:
        result, words = "failed", traceback.format_exc(limit=-6)
    try:
        bench.close()
    except Exception:
        result, words = "failed", words + "\ncleaning up: " + traceback.format_exc(limit=-3)
    return name, result, words, time.monotonic() - began


def show(name, result, words, seconds):
    if result == "skipped":
        print(f"skipped  {name}: {words}", flush=True)
    else:
        print(f"{result:7}  {name}   {seconds:.1f} s", flush=True)
        for line in words.strip().splitlines():
            print("         " + line, flush=True)


def stop_on_signal(number, frame):
    raise KeyboardInterrupt


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--bin", required=True, help="folder of ticketvaultd and ticketvault")
    options.add_argument("--filter", default="", help="only tests whose name holds this")
    options.add_argument("--jobs", type=int, default=4, help="tests at a time; most of each is waiting")
    arguments = options.parse_args()
    signal.signal(signal.SIGTERM, stop_on_signal)
    # Whoever starts this in the background of a shell hands on that Ctrl-C is ignored, and the programs under test would ignore it, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    tests = list(collect(arguments.filter))
    tally = {"passed": 0, "failed": 0, "skipped": 0}
    with Workshop(arguments.bin) as workshop, concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        try:
            for done in concurrent.futures.as_completed([pool.submit(run, *test, workshop) for test in tests]):
                show(*done.result())
                tally[done.result()[1]] += 1
        except BaseException:  # Ctrl-C: nothing of ours may stay behind
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            pool.shutdown(wait=False, cancel_futures=True)
            workshop.stop_all()
            raise
    skipped = f", {tally['skipped']} skipped" if tally["skipped"] else ""
    print(f"{tally['passed']} passed, {tally['failed']} failed{skipped}", flush=True)
    return 1 if tally["failed"] or not tally["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
