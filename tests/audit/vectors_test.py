#!/usr/bin/env python3
"""Verifies tests/vectors/audit with the second verifier, and mutants of its files with both. Usage: vectors_test.py TICKETVAULT

Every mutant must be refused by both verifiers: an edited, dropped, doubled or exchanged line, a flipped bit anywhere, a cut at any place,
another digit, another spelling of the JSON. The seed is fixed.
"""
import pathlib
import random
import subprocess
import sys
import tempfile

import verifier

VECTORS = pathlib.Path(__file__).resolve().parents[1] / "vectors" / "audit"
COMMANDS = {"receipt.txt": ["receipt", "verify"], "receipt-v1.txt": ["receipt", "verify"], "receipt-50.txt": ["receipt", "verify"], "certificate.txt": ["certificate", "verify"], "ticket-certificate.txt": ["certificate", "verify"],
            "log.bundle": ["audit", "verify", "--bundle"], "receipt-50.txt.list": ["receipt", "verify", VECTORS / "receipt-50.txt", "--list"],
            "receipt-50.txt.path": ["receipt", "verify", VECTORS / "receipt-50.txt", "--path"]}
# What somebody may have put behind the last line end of a file that is good so far; none of it may be passed over.
APPENDED = ['{"forged":"entry"}', " ", "\0", "x" * 100_000, "\n", "\r", "signed ", '{"forged":"entry"}\n', "y" * 2_000_000]
MUTANTS = {"receipt.txt": 220, "receipt-50.txt": 70, "receipt-50.txt.list": 80, "receipt-50.txt.path": 150, "certificate.txt": 220, "ticket-certificate.txt": 120, "log.bundle": 120}


def mutant(text, dice):
    """A text that differs from `text`, and how it was made."""
    lines = text.split("\n")[:-1]
    while True:
        kind = dice.choice(["bit", "drop", "double", "exchange", "cut", "space", "digit"])
        at = dice.randrange(len(lines))
        if kind == "double" and lines[at].startswith("\u2014"):
            continue  # a note may carry a signature twice: nothing that is signed changed
        raw = bytearray(text.encode())
        if kind == "bit":
            raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(7)
            made = raw.decode(errors="replace")
        elif kind == "cut":
            made = text[:dice.randrange(len(text))]
        elif kind == "drop":
            made = "\n".join(lines[:at] + lines[at + 1:]) + "\n"
        elif kind == "double":
            made = "\n".join(lines[:at + 1] + lines[at:]) + "\n"
        elif kind == "exchange":
            other = dice.randrange(len(lines))
            changed = list(lines)
            changed[at], changed[other] = changed[other], changed[at]
            made = "\n".join(changed) + "\n"
        elif kind == "space":
            made = text.replace('":', '": ', 1)
        else:
            place = dice.choice([i for i, letter in enumerate(text) if letter.isdigit()])
            made = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1:]
        if made != text:
            return kind, made


def edges(text):
    """What a random mutant hardly ever is, and both must refuse: the last line end away, another signer's name with a sign of keys."""
    yield "no line end", text[:-1]
    if "\n\u2014 " in text:
        yield "a name with a plus", text + "\u2014 a+b AAAA\n"


def lengthened(text):
    for more in APPENDED:
        yield f"{len(more)} more bytes ({more[:9]!r})", text + more


def program_refuses(program, name, path):
    done = subprocess.run([program, *COMMANDS[name], path, "--key-file", VECTORS / "verifier.txt"], capture_output=True, check=False)
    return done.returncode in (4, 6, 7)


def second_refuses(name, text, key):
    try:
        if name.endswith(".list"):
            verifier.sealed_of((VECTORS / name.removesuffix(".list")).read_bytes().decode(), key, text)
        elif name.endswith(".path"):
            verifier.sealed_by_path((VECTORS / name.removesuffix(".path")).read_bytes().decode(), text, key)
        else:
            verifier.verify(text, key)
    except (verifier.Bad, ValueError, KeyError, IndexError, TypeError):
        return True
    return False


def main():
    program = sys.argv[1]
    key = verifier.Key((VECTORS / "verifier.txt").read_text())
    passed = failed = 0

    def check(good, sentence):
        nonlocal passed, failed
        passed, failed = passed + bool(good), failed + (not good)
        if not good:
            print("FAILED:", sentence)

    for name in COMMANDS:
        text = (VECTORS / name).read_bytes().decode()
        check(not second_refuses(name, text, key), f"{name} is refused by the second verifier")
    for name in ("older.checkpoint", "newer.checkpoint"):
        text = (VECTORS / name).read_text()
        check(not second_refuses(name, text, key), f"{name} is refused")
        taken = [kind for kind, changed in lengthened(text) if not second_refuses(name, changed, key)]
        check(not taken, f"{name} is taken with {taken}")
    pair = [(VECTORS / name).read_bytes().decode() for name in ("certificate.txt", "certificate-2.txt")]
    whole = (VECTORS / "ticket-certificate.txt").read_bytes().decode()
    verifier.covers(whole, pair, key)
    for wrong in (pair[:1], pair[1:], [], pair + [whole], [pair[0], (VECTORS / "receipt.txt").read_bytes().decode()]):
        try:
            verifier.covers(whole, wrong, key)
            check(False, "the ticket's certificate covers others, too")
        except (verifier.Bad, KeyError):
            check(True, "")
    long_one, beside, ended = ((VECTORS / name).read_bytes().decode() for name in ("receipt-50.txt", "receipt-50.txt.list", "certificate-50.txt"))
    one = (VECTORS / "receipt-50.txt.path").read_bytes().decode()
    verifier.is_over(long_one, ended, key, beside)
    verifier.is_over(long_one, ended, key, one)
    verifier.is_over((VECTORS / "receipt.txt").read_text(), pair[0], key)
    for receipt, certificate, listed in ((long_one, pair[0], beside), (long_one, pair[0], one), (long_one, ended, None), ((VECTORS / "receipt.txt").read_text(), pair[0], one), ((VECTORS / "receipt.txt").read_text(), ended, None)):
        try:
            verifier.is_over(receipt, certificate, key, listed)
            check(False, "a receipt is over a credential it does not name")
        except verifier.Bad:
            check(True, "")
    for which in ("list", "path"):
        over = [f"--{which}", VECTORS / f"receipt-50.txt.{which}", "--covers"]
        for certificate, wanted in (("certificate-50.txt", 0), ("certificate.txt", 4)):
            done = subprocess.run([program, "receipt", "verify", VECTORS / "receipt-50.txt", *over, VECTORS / certificate, "--key-file", VECTORS / "verifier.txt"],
                                  capture_output=True, check=False)
            check(done.returncode == wanted, f"the receipt over 50 with its {which} and {certificate}: exit code {done.returncode}")
    for index, line in enumerate(verifier.sealed_of(long_one, key, beside)):
        done = subprocess.run([program, "receipt", "prove", VECTORS / "receipt-50.txt", "--list", VECTORS / "receipt-50.txt.list", "--credential", line.split(" ")[0],
                               "--key-file", VECTORS / "verifier.txt"], capture_output=True, text=True, check=False)
        check(done.returncode == 0 and verifier.sealed_by_path(long_one, done.stdout, key) == line, f"the path of line {index}")
    for odd in ('{"a":1.5}', '{"a":NaN}', '{"a":9007199254740993}', '{"a":null}', '{"a":[{"b":null}]}'):
        try:
            verifier.read_entry(odd)
            check(False, f"{odd} is taken for an entry")
        except verifier.Bad:
            check(True, "")
    entries = verifier.bundle((VECTORS / "log.bundle").read_bytes().decode(), key)
    check(verifier.tlog_proof((VECTORS / "entry-5.tlog-proof").read_text(), entries[5].encode(), key) == 5, "the tlog-proof of entry 5")
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder) / "mutant"
        for more in APPENDED:
            place.write_bytes((VECTORS / "log.bundle").read_bytes() + more.encode())
            done = subprocess.run([program, *COMMANDS["log.bundle"], place, "--key-file", VECTORS / "verifier.txt"], capture_output=True, check=False)
            check(done.returncode == 6 and b"goes on behind its signature" in done.stderr, f"a bundle with {len(more)} bytes behind it: {done}")
        lines = (VECTORS / "log.bundle").read_text().splitlines(keepends=True)
        twice = "".join(line * (2 if line.startswith("checkpoint ") else 1) for line in lines)
        place.write_text(twice)
        done = subprocess.run([program, *COMMANDS["log.bundle"], place, "--key-file", VECTORS / "verifier.txt"], capture_output=True, check=False)
        check(done.returncode == 6 and b"a checkpoint stands in another place than its size says" in done.stderr, f"two checkpoints of one size: {done}")
        check(second_refuses("log.bundle", twice, key), "two checkpoints of one size by the second verifier")
        for name, count in MUTANTS.items():
            dice = random.Random(name)
            text = (VECTORS / name).read_bytes().decode()
            missed = []
            for index in range(count):
                kind, changed = mutant(text, dice)
                place.write_bytes(changed.encode())
                if not program_refuses(program, name, place):
                    missed.append(f"{index} ({kind}) by the program")
                if not second_refuses(name, changed, key):
                    missed.append(f"{index} ({kind}) by the second verifier")
            for kind, changed in (*edges(text), *lengthened(text)):
                place.write_bytes(changed.encode())
                if not program_refuses(program, name, place):
                    missed.append(f"{kind} by the program")
                if not second_refuses(name, changed, key):
                    missed.append(f"{kind} by the second verifier")
            check(not missed, f"mutants of {name} were taken: {missed[:5]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
