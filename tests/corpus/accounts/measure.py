#!/usr/bin/env python3
"""Writes accounts as people in a hurry do, `ID/PW: a / b`, `nas01 (root/x)`, `계정-a 비번-b`, from labels, signs and orders of several
languages put together at random, and prints what is missed and what is sealed for nothing, by form and by sign.

  measure.py BINARY [--seed N] [--count N] [--floor PERCENT] [--alarms PERCENT] [--show N]

Names and values are made up and the same for the same seed. With --floor (texts without a leak) or --alarms (clean texts
touched) it is a test and ends with "N passed, N failed".
"""
import pathlib
import random
import string
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import measured  # noqa: E402: in the folder above

ACCOUNTS = ["ID", "id", "Id", "User", "user", "username", "User Name", "UserID", "Login", "account", "계정", "아이디", "사용자", "用户名",
            "账号", "ユーザー名", "E-Mail", "login id", "Benutzer", "usuario", "SSID", "role"]
LABELS = ["PW", "pw", "Pw", "pass", "PASS", "Password", "password", "PWD", "pwd", "passwd", "비번", "비밀번호", "패스워드", "암호", "密码",
          "パスワード", "p/w", "FTPpw", "db_password", "shop-password", "root pw", "login password", "passcode", "Passwort", "clave"]
NAMES = ["root", "admin", "olga", "mira.k", "svc_backup", "webshop", "j.okafor", "olga@kestrel.test", "user1"]
HOSTS = ["10.20.30.41", "192.168.40.12:22", "nas01", "http://nas01.arlen.test"]
SIGNS = [":", " : ", "=", " = ", "-", " - ", " ", ": ", ":=", " -> ", "："]
JOINS = [",", ", ", " ", "/", " / ", " | ", "\n", "; ", " & ", " and "]
WORDS = ["kettle", "lantern", "spoon", "harbour", "walnut", "copper"]
CLEAN = ["{host} {name}/{word}", "{account}/{label}: n/a", "{account} and {label} are wrong", "the {label} of {name} expired", "{label}-protected",
         "{host} ({name}/{word})", "{account}: {name}, {label}: see above", "({account}) and ({label}) are empty", "{label} for {name}: reset it"]
ALNUM = string.ascii_letters + string.digits


def value(rng):
    kind = rng.randrange(4)
    if kind == 0:
        return rng.choice(WORDS).capitalize() + rng.choice("#!@_$") + str(rng.randint(10, 9999))
    if kind == 1:
        return rng.choice(string.ascii_lowercase) + "".join(rng.choice(ALNUM) for _ in range(rng.randint(6, 10))) + rng.choice("A7k")
    if kind == 2:
        return "".join(rng.choice(ALNUM) for _ in range(rng.randint(4, 8))) + str(rng.randint(1, 99)) + rng.choice("!@#$%") + rng.choice("GpQ")
    return rng.choice(WORDS).capitalize() + str(rng.randint(10, 99)) + rng.choice(WORDS).capitalize()


def forms(account, label, name, host, sign, join, secret):
    return {
        "account first": f"{account}{sign}{name}{join}{label}{sign}{secret}", "label first": f"{label}{sign}{secret}{join}{account}{sign}{name}",
        "pair": f"{account}/{label}{sign}{name}/{secret}", "pair, free": f"{account}/{label} {name} / {secret}",
        "pair in brackets": f"{account}/{label}({name}/{secret})", "host and pair": f"{host} {account}/{label}{sign}{name}/{secret}",
        "host": f"{host} {name}/{secret}", "host, brackets": f"{host} ({name}/{secret})", "command": f"ssh olga@10.20.30.41 ({label}:{secret})",
        "address": f"olga@10.20.30.41 {label}:{secret}", "particle": f"{label}는 {secret} 입니다", "label": f"{label}{sign}{secret}",
        "owner": f"{label} for {name}{sign}{secret}", "labels in brackets": f"({account}){name}/({label}){secret}",
        "one in brackets": f"{account}: {name} ({label}: {secret})", "table": f"{account}|{label}\n{name}|{secret}",
    }


def rows(rng, count):
    for _ in range(count):
        account, label, name, host, sign, join = (rng.choice(c) for c in (ACCOUNTS, LABELS, NAMES, HOSTS, SIGNS, JOINS))
        secret = value(rng)
        written = forms(account, label, name, host, sign, join, secret)
        form = rng.choice(["account first", *written])
        text = written[form]
        begin = len(text[:text.rindex(secret)].encode())
        yield {"text": text, "expect": True, "category": form, "sign": repr(sign), "span": [(begin, begin + len(secret))]}
    for _ in range(count // 4):
        text = rng.choice(CLEAN).format(account=rng.choice(ACCOUNTS), label=rng.choice(LABELS), name=rng.choice(NAMES), host=rng.choice(HOSTS),
                                        word=rng.choice(WORDS))
        yield {"text": text, "expect": False, "category": "clean", "sign": "clean", "span": []}


def main():
    options = measured.options(__doc__)
    options.add_argument("--count", type=int, default=2000)
    chosen = options.parse_args()
    return measured.report(chosen.binary, list(rows(random.Random(chosen.seed), chosen.count)), ["category", "sign"], chosen.show, chosen.floor,
                           chosen.alarms)


if __name__ == "__main__":
    sys.exit(main())
