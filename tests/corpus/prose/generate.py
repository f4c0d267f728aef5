#!/usr/bin/env python3
"""Composes labelled support tickets from the templates beside it: generate.py [--seed N] [--variants N] [--half even|odd|all] > FILE.jsonl

Rows are {"text", "expect", "category", "language", "secret", "span"} with UTF-8 byte offsets. The same seed gives the same
texts. --half takes every second template, so that what is tuned on one half can be measured on the other.
"""
import argparse
import json
import random
import re
import string
import sys
import zlib

from templates import languages

SECRETS = {"p", "m", "w", "pp", "pin", "otp", "bak", "lic", "hex", "tok", "rp", "card"}
SLOT = re.compile(r"\{([a-z0-9]+)\}")
USERS = "kontakt mwinter shopadmin jdoe office service recepcja webmaster anna.k ops stage tienda lager2 filiale-3 info testuser2".split()
HOSTS = "ftp.northwind.test mail.papermill.test shop.lumen-bakery.test srv04.hostel.test db1.orchard.test web.riverbend.test".split()
NETWORKS = "CafeAurora FRITZ!Box_7590 Guest-5G Hotel_Lindau TP-LINK_4C2A Office_WLAN kitchen-net".split()
ALNUM = string.ascii_letters + string.digits
GROUPS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Values:
    def __init__(self, language, rng):
        self.language, self.rng = language, rng

    def pick(self, items):
        return self.rng.choice(items)

    def run(self, alphabet, count):
        return "".join(self.rng.choice(alphabet) for _ in range(count))

    def random_run(self, count):
        """Letters and digits, with enough digits that nobody takes it for a word."""
        while True:
            run = self.run(ALNUM, count)
            if sum(c.isdigit() for c in run) * 8 >= count:
                return run

    def p(self):
        """What people are made to choose: two words, a mark and a number in many arrangements."""
        a, b = self.rng.sample(self.language.lists["words"], 2)
        n, m = str(self.rng.randint(1, 99)), self.pick("!#$%&*+@_=?~^")
        return self.pick([
            f"{a}{m}{b}{n}", f"{a}{m}{b}{n}", f"{a}-{b}-{n}", f"{a}_{n}{m}", f"{a}.{b}/{n}", f"{n}{m}{a}{b}", f"{a}{n}{b}",
            f"{a}{m}{n}", f"{a.lower()}{m}{b.lower()}{n}", f"{a}_{b}_{n}", f"{a}{m}{b}", f"{a[:3]}{n}{m}{b[-3:]}", f"{a}+{b}.{n}",
            self.random_run(8) + m, f"{a}{n}{m}", f"{a}{2000 + int(n)}{m}"])

    def m(self):
        a, b = (word.lower() for word in self.rng.sample(self.language.lists["words"], 2))
        return self.pick([f"{a}{self.rng.randint(2015, 2026)}", f"{a}{self.rng.randint(1, 99)}", f"{a}-{b}-{self.rng.randint(1, 99)}",
                          f"{a}{b}{self.rng.randint(1, 9)}", f"{a.capitalize()}{self.rng.randint(1, 999)}"])

    def w(self):
        word = self.pick(self.language.lists["weak"])
        return self.pick([word, word, word, f"{word}{self.rng.randint(1, 99)}", str(self.rng.randint(100000, 99999999))])

    def pp(self):
        return " ".join(word.lower() for word in self.rng.sample(self.language.lists["words"], 3)) + f" {self.rng.randint(2, 99)}"

    def pin(self):
        return self.run(string.digits, self.pick([4, 4, 4, 5, 6]))

    def otp(self):
        return self.run(string.ascii_uppercase + "234567", self.pick([16, 26, 32]) - 2) + self.run("234567", 2)

    def bak(self):
        return self.pick([f"{self.run(string.digits, 4)}-{self.run(string.digits, 4)}", self.run(string.digits, 8),
                          f"{self.run('abcdefghjkmnp23456789', 4)}3-{self.run('abcdefghjkmnp23456789', 4)}7"])

    def lic(self):
        return "-".join(self.run(GROUPS, 4) + self.pick("23456789") for _ in range(self.pick([4, 5, 5])))

    def hex(self):
        return self.run("0123456789abcdef", 32)

    def tok(self):
        return self.random_run(self.pick([24, 32, 40]))

    def rp(self):
        return "".join(self.pick(string.ascii_lowercase) + self.pick("23456789") for _ in range(3))

    def card(self):
        digits = [int(c) for c in self.pick(["4556", "5367", "4929"]) + self.run(string.digits, 11)]
        total = sum(sum(divmod(d * (2 - i % 2), 10)) for i, d in enumerate(digits))
        text = "".join(map(str, digits)) + str(-total % 10)
        return self.pick([text, " ".join(text[i:i + 4] for i in range(0, 16, 4))])

    def harmless(self, name):
        hexadecimal, digits = "0123456789abcdef", string.digits
        return {
            "u": lambda: self.pick(USERS), "h": lambda: self.pick(HOSTS), "ssid": lambda: self.pick(NETWORKS),
            "mail": lambda: f"{self.pick(USERS)}@{self.pick(HOSTS)}", "url": lambda: f"https://{self.pick(HOSTS)}/{self.pick(['admin', 'wp-login.php', 'login'])}",
            "ip": lambda: f"203.0.113.{self.rng.randint(2, 254)}", "rid": lambda: " ".join(self.run("123456789", 3) for _ in range(3)),
            "date": lambda: self.pick(["03.11.2025", "2025-04-17", "7/9/2025", "21.2."]), "time": lambda: self.pick(["14:32", "9:05", "23:59"]),
            "ord": lambda: self.pick([f"2025-{self.run(digits, 5)}", f"A{self.run(digits, 7)}", f"{self.run(digits, 4)}-{self.run(digits, 4)}-{self.run(digits, 2)}", f"EK{self.run(digits, 9)}IN"]),
            "hash": lambda: self.run(hexadecimal, 64), "commit": lambda: self.run(hexadecimal, 40),
            "fp": lambda: "SHA256:" + self.run(ALNUM, 43), "phone": lambda: f"+49 30 5550 {self.run(digits, 4)}",
            "name": lambda: self.pick(self.language.lists["names"]),
        }[name]()


def mistype(word, rng):
    """One slip of the finger in the longest word: a letter left out, doubled, or two changed over."""
    parts = word.split(" ")
    at = max(range(len(parts)), key=lambda i: len(parts[i]))
    part = parts[at]
    i = rng.randrange(1, max(2, len(part) - 1))
    ways = [part[:i] + part[i] + part[i:], part[:i] + part[i + 1:i + 2] + part[i] + part[i + 2:]]
    if len(part) >= 6:
        ways.append(part[:i] + part[i + 1:])
    parts[at] = rng.choice(ways)
    return " ".join(parts)


def fill(template, values, rng, typo_share):
    """Returns the text and its secrets as (character offset, value)."""
    latin = lambda word: all(ord(c) < 0x250 for c in word)
    template = re.sub(r"<([^<>/{}\n]{2,30})>", lambda m: mistype(m[1], rng) if values.typo and rng.random() < typo_share and latin(m[1]) else m[1], template) \
        if values.typo is not None else template
    text, found, at = "", [], 0
    for slot in SLOT.finditer(template):
        text += template[at:slot.start()]
        at = slot.end()
        secret = slot[1] in SECRETS
        value = getattr(values, slot[1])() if secret else values.harmless(slot[1])
        if secret:
            found.append((len(text), value))
        text += value
    return text + template[at:], found


def row(language, category, text, found):
    spans = [[len(text[:at].encode()), len(text[:at].encode()) + len(value.encode())] for at, value in found]
    return {"text": text, "expect": bool(found), "category": category, "language": language.name,
            "secret": [value for _, value in found], "span": spans}


def ticket(language, values, rng, middles):
    """Greeting, what happened, the lines in question, what else, closing."""
    parts, found = [], []
    rest = rng.sample(language.fillers, min(3, len(language.fillers)))
    blocks = [rng.choice(language.lists["gr"]), " ".join(rest[:2])]
    for middle in middles:
        blocks.append(middle)
    blocks += [rest[-1], rng.choice(language.lists["by"])]
    text = ""
    for block in blocks:
        filled, secrets = fill(block, values, rng, 0.2)
        found += [(len(text) + at, value) for at, value in secrets]
        text += filled + "\n\n"
        parts.append(filled)
    return text.rstrip("\n"), found


def generate(seed, variants, half):
    for language in languages():
        rng = random.Random(seed * 1000003 + zlib.crc32(language.name.encode()))
        values = Values(language, rng)
        mine = [t for i, t in enumerate(language.templates) if half == "all" or i % 2 == (half == "odd")]
        for category, template in mine:
            values.typo = True if category == "typo" else None
            for _ in range(variants if not category.startswith("neg") else max(1, variants // 2)):
                text, found = fill(template, values, rng, 0.7)
                yield row(language, category, text, found)
        values.typo = True
        plain = [t for c, t in mine if c in ("typo", "login", "chatty", "ftp", "pin", "remote", "weak", "wifi")]
        clean = [t for c, t in mine if c.startswith("neg")]
        for _ in range(variants * 3):
            yield row(language, "ticket", *ticket(language, values, rng, rng.sample(plain, min(2, len(plain)))))
            yield row(language, "neg-ticket", *ticket(language, values, rng, rng.sample(clean, min(2, len(clean)))))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--variants", type=int, default=4)
    options.add_argument("--half", choices=["even", "odd", "all"], default="all")
    chosen = options.parse_args()
    for made in generate(chosen.seed, chosen.variants, chosen.half):
        json.dump(made, sys.stdout, ensure_ascii=False)
        print()


if __name__ == "__main__":
    main()
