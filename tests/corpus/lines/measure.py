#!/usr/bin/env python3
"""Fills single lines of code, configuration and commands with made-up secrets and prints what is missed and what is sealed for
nothing, by language.

  measure.py BINARY [--seed N] [--per-line N] [--floor PERCENT] [--alarms PERCENT] [--show N]

The lines are those of secret.txt, the hard negatives those of clean.txt; names and values are the same for the same seed.
With --floor (lines without a leak) or --alarms (clean lines touched) it is a test and ends with "N passed, N failed".
"""
import base64
import pathlib
import random
import re
import string
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import measured  # noqa: E402: beside this folder

USERS = ["deploy", "webshop", "mira", "j.okafor", "svc_backup", "reporting", "appuser", "dbadmin"]
HOSTS = ["db1.arlen.test", "10.4.20.7", "mail.kestrel.test", "nas01", "192.168.40.12", "prod-sql.internal"]
PASSWORD_NAMES = ["password", "passwd", "pwd", "pass", "db_password", "db_pass", "mysql_password", "smtp_password", "admin_password",
                  "root_password", "user_password", "ftp_pass", "login_password", "default_password", "ldap_bind_password",
                  "keystore_password", "postgres_password", "redis_password", "mail_pwd", "test_password", "passphrase"]
KEY_NAMES = ["api_key", "secret_key", "client_secret", "access_token", "auth_token", "app_secret", "api_secret", "private_token",
             "jwt_secret", "webhook_secret", "encryption_key", "access_key", "bot_token", "refresh_token", "consumer_secret"]
WORDS = ["falcon", "marble", "harbour", "lantern", "copper", "willow", "saturn", "ginger", "cedar", "rocket", "tulip", "walnut", "meadow",
         "kitten", "summer", "badger", "sailor", "banana", "orange", "welcome", "winter", "guest", "tiger", "coffee"]
ALNUM = string.ascii_letters + string.digits
PLACE = re.compile(r"\{(?:snake|SNAKE|camel|Pascal|kebab|dot|word|user|host)\}|(?<!\\)\\[nt](?![a-z])|"
                   r"(?:(?<![A-Za-z0-9_])|(?<=%22|%3A)|(?<=-[pa]))(?:LOGIN64|BASE64|BASIC|TOKEN|V|W)(?![A-Za-z0-9_])")


def password(rng, signs):
    """As people choose them: half are weak."""
    word, other = rng.sample(WORDS, 2)
    kind = rng.randrange(10)
    if kind == 0:
        return word
    if kind == 1:
        return word + str(rng.randint(1, 2025))
    if kind == 2:
        return word.capitalize() + str(rng.randint(10, 99)) + rng.choice(signs)
    if kind == 3:
        return word + rng.choice("-_.") + other + str(rng.randint(1, 99))
    if kind == 4:
        return word.capitalize() + other.capitalize() + str(rng.randint(1, 9))
    if kind == 5:
        return str(rng.randint(100000, 99999999))
    if kind == 6:
        return word.replace("a", "@" if "@" in signs else "4").replace("e", "3") + rng.choice(signs) + str(rng.randint(1, 99))
    if kind == 7:
        return "".join(rng.choice(ALNUM) for _ in range(rng.randint(8, 16)))
    return rng.choice(ALNUM) + "".join(rng.choice(ALNUM + signs) for _ in range(rng.randint(8, 18))) + rng.choice(ALNUM)


def token(rng):
    kind = rng.randrange(4)
    if kind == 0:
        return "".join(rng.choice("0123456789abcdef") for _ in range(rng.choice([32, 40, 64])))
    if kind == 1:
        return "-".join("".join(rng.choice("0123456789abcdef") for _ in range(n)) for n in (8, 4, 4, 4, 12))
    return "".join(rng.choice(ALNUM + ("-_" if kind == 2 else "")) for _ in range(rng.choice([20, 24, 32, 40, 48]))) + "x7"


def spelled(name):
    parts = name.split("_")
    pascal = "".join(part.capitalize() for part in parts)
    return {"{snake}": name, "{SNAKE}": name.upper(), "{camel}": parts[0] + pascal[len(parts[0]):], "{Pascal}": pascal,
            "{kebab}": "-".join(parts), "{dot}": ".".join(parts), "{word}": parts[-1]}


def fill(line, rng):
    """The line with names and values, and the byte ranges of the secrets in it."""
    is_token = "{snake}" in line.lower().replace("{camel}", "{snake}") and rng.random() < 0.3
    name = rng.choice(KEY_NAMES if is_token else PASSWORD_NAMES)
    user, host = rng.choice(USERS), rng.choice(HOSTS)
    made = token(rng) if is_token else None
    values = {
        "V": made or password(rng, "!@#$%^&*-_+=.?"), "W": made or password(rng, "!-_+.*"), "TOKEN": token(rng),
        "BASE64": base64.b64encode(rng.randbytes(48)).decode(), "BASIC": base64.b64encode(f"{user}:{password(rng, '!#')}".encode()).decode(),
        "LOGIN64": base64.b64encode(f"\0{user}\0{password(rng, '!#')}".encode()).decode(),
    }
    names = spelled(name) | {"{user}": user, "{host}": host}
    text, spans, at = "", [], 0
    for match in PLACE.finditer(line):
        text += line[at:match.start()]
        put = names.get(match[0]) or values.get(match[0]) or {"\\n": "\n", "\\t": "\t"}[match[0]]
        if match[0] in values:
            spans.append((len(text.encode()), len(text.encode()) + len(put.encode())))
        text, at = text + put, match.end()
    return text + line[at:], spans


def rows_of(path):
    return [row.split("\t", 1) for row in (HERE / path).read_text(encoding="utf-8").splitlines() if row and not row.startswith("#")]


def main():
    options = measured.options(__doc__)
    options.add_argument("--per-line", type=int, default=8)
    chosen = options.parse_args()
    rng = random.Random(chosen.seed)
    rows = []
    for path, expect in (("secret.txt", True), ("clean.txt", False)):
        for category, line in rows_of(path):
            for _ in range(chosen.per_line):
                text, spans = fill(line, rng)
                rows.append({"text": text, "expect": expect, "category": category, "span": spans})
    return measured.report(chosen.binary, rows, ["category"], chosen.show, chosen.floor, chosen.alarms)


if __name__ == "__main__":
    sys.exit(main())
