#!/usr/bin/env python3
"""Holds the arrows drawn in docs/architecture.md against the CMake links and the #include lines.

docs/architecture.md has one fenced block that starts with ```arrows; each line is "module -> module module …" or "module -> nothing". A block that
starts with ```folders MODULE lists folders of its sources, each of which may include from itself and those before it.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = ("redactor", "vault", "server", "cli")
UNORDERED = {"process"}  # starts other programs, and is used by no folder beside it


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
    """Modules of which a target of this one links anything, in whatever way: USES, LIBRARIES or target_link_libraries."""
    found = set()
    for file in (ROOT / module).rglob("CMakeLists.txt"):
        text = re.sub(r"#.*", "", file.read_text())
        for call in re.finditer(r"(tv_add_module|tv_add_program|target_link_libraries)\((.*?)\)", text, re.S):
            linking = call[1] == "target_link_libraries"
            for word in call[2].split():
                if word.isupper() and word.isalpha():
                    linking = word in ("USES", "LIBRARIES", "PUBLIC", "PRIVATE", "INTERFACE")
                elif linking:
                    found.add(word.split("_")[0])
    return (found & set(MODULES)) - {module}


def climbing(module):
    """Includes that leave their folder upwards reach every module's private headers past the include paths."""
    return [f"arrows: {file.relative_to(ROOT)} includes by way of '..'" for file in (ROOT / module).rglob("*.[ch]*")
            if file.is_file() and re.search(r'^\s*#include\s*[<"][^">]*\.\./', file.read_text(errors="replace"), re.M)]


def included(module):
    found = set()
    for file in (ROOT / module).rglob("*"):
        if file.suffix in (".h", ".cpp"):
            for name in re.findall(r'^\s*#include\s*[<"]([a-z_]+)/', file.read_text(errors="replace"), re.M):
                if name in MODULES and name != module:
                    found.add(name)
    return found


def folder_faults():
    """Includes from a folder that stands behind and lists that miss their folders, one line each, and how many modules were looked at."""
    text, faults, count = (ROOT / "docs/architecture.md").read_text(), [], 0
    for block in re.finditer(r"```folders ([a-z]+)\n(.*?)```", text, re.S):
        module, order = block[1], block[2].split()
        count += 1
        there = {folder.name for folder in (ROOT / module / "src").iterdir() if folder.is_dir()}
        faults += [f"arrows: docs/architecture.md lists {module}/src/{name}, which is not there" for name in order if name not in there]
        faults += [f"arrows: {module}/src/{name} stands nowhere in the list of docs/architecture.md" for name in sorted(there - set(order) - UNORDERED)]
        for at, folder in enumerate(order):
            later = set(order[at + 1:])
            for file in sorted((ROOT / module / "src" / folder).glob("*.[ch]*")):
                for name in re.findall(r'^\s*#include "([a-z_]+)/', file.read_text(errors="replace"), re.M):
                    if name in later:
                        faults.append(f"arrows: {file.relative_to(ROOT)} includes {name}, which stands behind {folder}")
    if not count:
        faults.append("arrows: docs/architecture.md has no ```folders block")
    return faults, count


def main():
    arrows, faults = drawn(), 0
    behind, lists = folder_faults()
    for line in behind:
        print(line)
    for module in MODULES:
        for line in climbing(module):
            print(line)
            faults += 1
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
    passed = len(MODULES) - min(faults, len(MODULES)) + lists - min(len(behind), lists)
    print(f"{passed} passed, {faults + len(behind)} failed")
    return 1 if faults or behind else 0


if __name__ == "__main__":
    sys.exit(main())
