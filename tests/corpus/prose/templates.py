"""Reads LANGUAGE.txt beside it: how people of that language write about passwords.

A line begins with a category (CATEGORIES below) or a word list; what follows without one goes on with the template above.
In a template {p} and the other SECRETS stand for made-up secrets, the other names for harmless values, and <word> marks a
word that people mistype.
"""
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent
CATEGORIES = {
    "ty": "typo", "ch": "chatty", "wk": "weak", "qu": "quoted", "lo": "login", "wf": "wifi", "rd": "remote", "db": "database",
    "ftp": "ftp", "ssh": "ssh", "pin": "pin", "otp": "otp", "bak": "backup-codes", "lic": "licence", "key": "api-key",
    "card": "card", "re": "reply", "ht": "html", "nv": "neg-no-value", "ne": "neg-elsewhere", "np": "neg-policy",
    "no": "neg-order", "nd": "neg-date", "nn": "neg-name", "npr": "neg-product", "nl": "neg-licence", "nerr": "neg-error",
    "nui": "neg-interface", "nin": "neg-instruction", "nh": "neg-hash", "nc": "neg-code", "tk": "whole-ticket",
    "ntk": "neg-whole-ticket",
}
LISTS = {"words": None, "weak": None, "names": "|", "gr": "|", "by": "|"}
HEAD = re.compile(r"^([a-z]+): ?(.*)$")


class Language:
    def __init__(self, path):
        self.name = path.stem
        self.templates, self.fillers, self.lists = [], [], {}
        last = None
        for line in path.read_text(encoding="utf-8").splitlines():
            head = HEAD.match(line)
            if head and head[1] in LISTS:
                self.lists[head[1]] = [x for x in head[2].split(LISTS[head[1]]) if x]
                last = None
            elif head and head[1] == "fi":
                self.fillers.append(head[2])
                last = None
            elif head and head[1] in CATEGORIES:
                last = [CATEGORIES[head[1]], head[2]]
                self.templates.append(last)
            elif last is not None:
                last[1] += "\n" + line
            elif line.strip():
                raise SystemExit(f"{path}: neither a category nor the rest of a template: {line}")


def languages():
    return [Language(path) for path in sorted(FOLDER.glob("*.txt"))]
