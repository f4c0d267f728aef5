#!/usr/bin/env python3
"""Times secretlint (npm) and `ticketvault scan` on the same files: whole programs, start included. Installs secretlint under build/peers.

secretlint knows tokens only (0 % of passwords in prose), so this compares speed, not what is found.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEER = ROOT / "build/peers/secretlint"
TEXTS = PEER / "texts"
PACKAGES = ("secretlint@9", "@secretlint/secretlint-rule-preset-recommend@9")
BYTES = 16 << 20


def install():
    if (PEER / "node_modules/.bin/secretlint").exists():
        return True
    PEER.mkdir(parents=True, exist_ok=True)
    (PEER / "package.json").write_text('{"private": true}\n')
    done = subprocess.run(("npm", "install", "--silent", "--no-audit", "--no-fund", *PACKAGES), cwd=PEER)
    return done.returncode == 0


def collect():
    shutil.rmtree(TEXTS, ignore_errors=True)
    TEXTS.mkdir(parents=True)
    size = count = 0
    for path in sorted(pathlib.Path("/usr/include").rglob("*.h")):
        if size >= BYTES:
            break
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            (TEXTS / f"{count:05}.txt").write_bytes(data)
            size += len(data)
            count += 1
    return size, count


def cpu_seconds(command, cwd):
    before, begin = os.times(), time.monotonic()
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return cpu, time.monotonic() - begin, done


def main():
    if not install():
        print("secretlint could not be installed; no peer to compare with")
        return 0
    (PEER / ".secretlintrc.json").write_text(
        json.dumps({"rules": [{"id": "@secretlint/secretlint-rule-preset-recommend"}]}))
    size, count = collect()
    print(f"\n{count} files of /usr/include, {size / 1e6:.1f} MB, whole programs\n{'':24}{'MB/s':>8}{'CPU s':>8}{'wall s':>8}")
    for name, command in (("secretlint", ("node_modules/.bin/secretlint", "texts/*.txt")),
                          ("ticketvault scan", (str(ROOT / "build/release/bin/ticketvault"), "scan", "texts"))):
        cpu, wall, done = cpu_seconds(command, PEER)
        if done.returncode not in (0, 1, 3):
            print(f"{name:24}failed with {done.returncode}")
            continue
        print(f"{name:24}{size / 1e6 / cpu:8.1f}{cpu:8.2f}{wall:8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
