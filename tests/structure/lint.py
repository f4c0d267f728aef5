#!/usr/bin/env python3
"""Rules of the house that a compiler cannot hold. Each row: what is forbidden, where it is allowed, and why."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("redactor", "vault", "server", "cli")
LINES_MAX = 450

RULES = [
    (r"(?<!SCMP_SYS\()\b(?:system_clock|high_resolution_clock|gettimeofday|CLOCK_REALTIME)\b|\bstd::time\b|\btime\(nullptr\)",
     r"^vault/src/base/clock\.cpp$",
     "the time comes from vault::Clock, so that tests can turn it"),
    (r"(?<!SCMP_SYS\()\b(?:randombytes_\w+|getrandom|random_device|mt19937\w*|std::rand|RAND_bytes)\b",
     r"^vault/src/base/random\.cpp$",
     "randomness comes from vault::Random"),
    (r"\bsqlite3_\w+\(",
     r"^(?:vault/src/store/|redactor/parser/src/(?:open_sqlite\.cpp|sqlite_\w+\.(?:h|cpp))$)",
     "SQL lives in vault/src/store"),
    (r"\bPRAGMA\b|\bINSERT OR\b|\bREPLACE INTO\b|\bsqlite_(?:master|schema|dbpage)\b|\bNOT (?:\w+\.)?(?:internal|disabled)\b",
     r"^(?:vault/src/store/engine_dialect\.h$|redactor/parser/src/)",
     "SQL that only one engine understands stands in store/engine_dialect.h"),
    (r"\bPoco::",
     r"^(?:server/src/(?:http/|main\.cpp|service)|cli/src/(?:service/(?:api_client|tls_session)|text/uri)|redactor/parser/src/mail_charset|server/witness/)",
     "no Poco type passes a handler's border"),
    (r"\b(?:assert|abort)\(",
     r"^vault/src/base/(?:error|secret)\w*\.cpp$",
     "TV_ASSERT is the one assertion"),
    (r"\bcatch \(\.\.\.\)|\bprintf\(|\bstd::cout\b|\bstd::cerr\b",
     r"^(?:cli/src/main\.cpp|server/src/|vault/src/base/error\.cpp|vault/src/base/secret\w*\.cpp|redactor/)",
     "words go through Context or the log; exceptions stop in one place"),
    (r"\b(?:TODO|FIXME|XXX|HACK)\b",
     r"^$",
     "nothing is left for later in the code"),
]


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.S)
    return re.sub(r"//[^\n]*", "", text)


def main():
    faults, broken = 0, set()
    for folder in FOLDERS + ("tests",):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix not in (".h", ".cpp"):
                continue
            name = file.relative_to(ROOT).as_posix()
            text = file.read_text(errors="replace")
            if text.count("\n") > LINES_MAX:
                print(f"lint: {name} has {text.count(chr(10))} lines; above {LINES_MAX} a second idea is in it")
                faults += 1
                broken.add("lines")
            if folder == "tests":
                continue
            code = without_comments(text)
            for pattern, allowed, why in RULES:
                if re.match(allowed, name):
                    continue
                source = text if "TODO" in pattern else code
                for found in re.finditer(pattern, source):
                    line = source.count("\n", 0, found.start()) + 1
                    print(f"lint: {name}:{line}: {found[0]}: {why}")
                    faults += 1
                    broken.add(why)
    # A rule is a test, however many files it was held against.
    print(f"{len(RULES) + 1 - len(broken)} passed, {len(broken)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
