#!/usr/bin/env python3
"""Holds the arrows drawn in docs/architecture.md against the CMake links and the #include lines.

docs/architecture.md has one fenced block that starts with ```arrows; each line is "module -> module module …" or "module -> nothing".
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = ("redactor", "vault", "server", "cli")


def drawn():
    text = (ROOT / "docs/architecture.md").read_text()
    block = re.search(r"```arrows\n(.*?)```", text, re.S)
    if not block:
        sys.exit("arrows: docs/architecture.md has no ```arrows block")
    arrows = {}
    for line in block[1].strip().splitlines():
        source, _, targets = line.partition("->")
        arrows[source.strip()] = {t for t in targets.split() if t != "nothing"}
    return arrows


def linked(module):
    # tv_add_module of the module itself and of targets named <module>_…, but not its programs, tests or tools.
    found = set()
    for file in (ROOT / module).rglob("CMakeLists.txt"):
        text = re.sub(r"#.*", "", file.read_text())
        for call in re.finditer(r"tv_add_(?:module|program)\((.*?)\)", text, re.S):
            uses = re.search(r"\bUSES\b(.*?)(?=\b(?:SOURCES|LIBRARIES|FORBIDS)\b|$)", call[1], re.S)
            found |= {u.split("_")[0] for u in (uses[1].split() if uses else [])}
    return (found & set(MODULES)) - {module}


def included(module):
    found = set()
    for file in (ROOT / module).rglob("*"):
        if file.suffix in (".h", ".cpp"):
            for name in re.findall(r'^\s*#include\s*[<"]([a-z_]+)/', file.read_text(errors="replace"), re.M):
                if name in MODULES and name != module:
                    found.add(name)
    return found


def main():
    arrows, faults = drawn(), 0
    for module in MODULES:
        want = arrows.get(module)
        if want is None:
            print(f"arrows: docs/architecture.md says nothing about {module}")
            faults += 1
            continue
        for what, have in (("links", linked(module)), ("includes", included(module))):
            for extra in sorted(have - want):
                print(f"arrows: {module} {what} {extra}, which docs/architecture.md does not draw")
                faults += 1
        for missing in sorted(want - linked(module)):
            print(f"arrows: docs/architecture.md draws {module} -> {missing}, but nothing links it")
            faults += 1
    print(f"{len(MODULES) - min(faults, len(MODULES))} passed, {faults} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
