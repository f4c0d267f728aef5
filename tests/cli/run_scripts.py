#!/usr/bin/env python3
"""Runs command-line tests written as text and compares what the program prints with what the text says.

A script is a list of steps; each runs by sh in a fresh folder of the script's own, with an empty configuration and no terminal:

    # a comment
    $ ticketvault completion tcsh       the command
    > text                              a line of standard output
    ! text                              a line of standard error
    ? 2                                 the exit code (0 when left out)

In an expected line [..] stands for any text within it; a line that is just [...] stands for any number of lines. Streams without
expected lines must be empty. Usage: run_scripts.py --bin FOLDER [SCRIPT or FOLDER]...
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

STEP_SECONDS_MAX = 120


class Step:
    def __init__(self, command, line):
        self.command, self.line = command, line
        self.out, self.err, self.code = [], [], 0


def parse(path):
    steps = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark, text = line[:1], line[2:]
        if not line.strip() or mark == "#":
            continue
        if mark == "$":
            steps.append(Step(text, number))
        elif not steps or mark not in ">!?":
            sys.exit(f"{path.name}:{number}: this line is none of '$ > ! ? #'")
        elif mark == ">":
            steps[-1].out.append(text)
        elif mark == "!":
            steps[-1].err.append(text)
        else:
            steps[-1].code = int(text)
    return steps


def pattern(lines):
    parts = []
    for line in lines:
        if line == "[...]":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*?".join(re.escape(piece) for piece in line.split("[..]")) + r"\n")
    return re.compile("".join(parts))


def stream_fault(name, expected, got):
    # A last line without its end counts as one with it: the format cannot say the difference, a byte count can.
    text = got if not got or got.endswith("\n") else got + "\n"
    if pattern(expected).fullmatch(text):
        return []
    return [f"  {name} expected:"] + ["    " + line for line in expected] + [f"  {name} was:"] + ["    " + line for line in text.splitlines()]


def run_step(step, folder, environment):
    done = subprocess.run(["/bin/sh", "-c", step.command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=STEP_SECONDS_MAX, check=False, start_new_session=True)
    faults = stream_fault("standard output", step.out, done.stdout.decode("utf-8", "backslashreplace"))
    faults += stream_fault("standard error", step.err, done.stderr.decode("utf-8", "backslashreplace"))
    if done.returncode != step.code:
        faults.append(f"  exit code expected {step.code}, was {done.returncode}")
    return faults


def run_script(path, binaries):
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="cli-script-") as folder:
        environment = {"PATH": f"{binaries}:/usr/bin:/bin", "HOME": folder, "XDG_CONFIG_HOME": f"{folder}/config", "LC_ALL": "C.UTF-8",
                       "TERM": "dumb", "TMPDIR": folder, "FIXTURES": str(path.parent.parent / "fixtures"),
                       "VECTORS": str(path.parents[2] / "vectors" / "audit")}
        # Sanitizers and coverage are told what to do by the environment.
        environment.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS") or name == "LLVM_PROFILE_FILE"})
        for step in parse(path):
            faults = run_step(step, folder, environment)
            if faults:
                failed += 1
                print(f"{path.name}:{step.line}: $ {step.command}", *faults, sep="\n")
            else:
                passed += 1
    print(f"{'FAILED' if failed else 'ok':6} {path.name} ({passed + failed} steps)")
    return passed, failed


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bin", required=True, type=pathlib.Path, help="folder of the programs")
    options.add_argument("paths", nargs="*", type=pathlib.Path, default=[pathlib.Path(__file__).parent / "scripts"])
    arguments = options.parse_args()
    scripts = [script for path in arguments.paths for script in (sorted(path.glob("*.cli")) if path.is_dir() else [path])]
    results = [run_script(script.resolve(), arguments.bin.resolve()) for script in scripts]
    passed, failed = sum(result[0] for result in results), sum(result[1] for result in results)
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
