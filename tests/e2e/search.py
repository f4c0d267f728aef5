"""Searches files for secrets in every form they could have been written in, and proves first that it would find them."""
import base64
import json
import os
import pathlib
import tempfile
import urllib.parse

BLOCK = 8 * 1024 * 1024


def base64_forms(secret):
    """What base64 text holds of a secret that starts at byte 0, 1 or 2 of a group: the characters no neighbour can change."""
    forms = []
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + secret + b"\0" * 3)
        first = (offset * 8 + 5) // 6
        last = (offset + len(secret)) * 8 // 6
        forms.append((f"base64+{offset}", coded[first:last]))
        forms.append((f"base64url+{offset}", coded[first:last].replace(b"+", b"-").replace(b"/", b"_")))
    return forms


def forms_of(secret):
    text = secret.decode()
    forms = [("raw", secret), ("hex", secret.hex().encode()), ("HEX", secret.hex().upper().encode()),
             ("UTF-16LE", text.encode("utf-16-le")), ("UTF-16BE", text.encode("utf-16-be")), *base64_forms(secret)]
    # Only where they differ from the text itself.
    forms += [("percent", urllib.parse.quote(text, safe="").encode()), ("JSON", json.dumps(text)[1:-1].encode())]
    return [(name, form) for number, (name, form) in enumerate(forms) if form not in [other for _, other in forms[:number]]]


class Result:
    def __init__(self):
        self.hits = []  # (path, number of the secret, form): never the secret
        self.files = self.bytes = 0


def all_files(roots):
    for root in map(pathlib.Path, roots):
        if root.is_file():
            yield root
        for folder, _, names in os.walk(root):
            for name in sorted(names):
                path = pathlib.Path(folder) / name
                if path.is_file() and not path.is_symlink():
                    yield path


def open_but_deleted(process_id):
    """Files without a name that a process still holds."""
    for link in pathlib.Path(f"/proc/{process_id}/fd").iterdir():
        try:
            if os.readlink(link).endswith(" (deleted)"):
                yield link
        except OSError:
            pass  # closed meanwhile


def search_bytes(data, needles):
    return [(number, form) for number, form, needle in needles if needle in data]


def needles_of(secrets):
    return [(number, form, needle) for number, secret in enumerate(secrets, 1) for form, needle in forms_of(secret)]


def search_files(roots, secrets):
    needles = needles_of(secrets)
    keep = max((len(needle) for _, _, needle in needles), default=1) - 1
    result = Result()
    for path in all_files(roots):
        found, tail = set(), b""
        try:
            stream = open(path, "rb")
        except FileNotFoundError:
            continue  # a journal that ended meanwhile
        with stream:
            while block := stream.read(BLOCK):
                result.bytes += len(block)
                found.update(search_bytes(tail + block, needles))
                tail = (tail + block)[-keep:]
        result.files += 1
        result.hits += [(path, number, form) for number, form in sorted(found)]
    return result


def control(roots, secrets):
    """Plants every secret in every form into a copy of the largest file and counts how many the search finds: all, or it proves nothing."""
    files = list(all_files(roots))
    largest = max(files, key=lambda path: path.stat().st_size).read_bytes() if files else b""
    planted = [(number, form) for number, form, _ in needles_of(secrets)]
    with tempfile.TemporaryDirectory(prefix="ticketvault-control-") as folder:
        with open(pathlib.Path(folder) / "copy", "wb") as copy:
            copy.write(largest)
            for secret in secrets:
                copy.write(b"\n" + b"\n".join(form for _, form in forms_of(secret)))
        found = {(number, form) for _, number, form in search_files([folder], secrets).hits}
    return len(found & set(planted)), len(planted)


def read_planted(path):
    return [line for line in pathlib.Path(path).read_bytes().split(b"\n") if line]
