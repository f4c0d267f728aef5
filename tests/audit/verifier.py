#!/usr/bin/env python3
"""A second verifier of what a vault hands out, written from docs/audit-log.md and docs/formats.md. Shares no code with the product.

    verifier.py KEYFILE FILE...      receipts, certificates, checkpoints and bundles, told apart by their first line

A receipt that does not name its credentials is held against the list in FILE.list, and the path of one in FILE.path, where they are.

Python's standard library, and the openssl program for Ed25519. Raises Bad with a sentence where something does not hold.
"""
import base64
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

# What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410).
ED25519_DER = bytes.fromhex("302a300506032b6570032100")


class Bad(Exception):
    pass


class UnknownKey(Bad):
    pass


def need(condition, sentence):
    if not condition:
        raise Bad(sentence)


def unbase64(text):
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Bad("not base64") from error
    need(base64.b64encode(raw).decode() == text, "base64 in a second spelling")
    return raw


def hash_of(text):
    raw = unbase64(text)
    need(len(raw) == 32, "not 32 bytes")
    return raw


def number(text):
    need(re.fullmatch(r"0|[1-9][0-9]*", text), "not a number")
    return int(text)


class Key:
    def __init__(self, text):
        self.origin, ident, encoded = text.strip().split("+", 2)
        raw = unbase64(encoded)
        need(len(raw) == 33 and raw[0] == 1, "not an Ed25519 verifier key")
        self.ident = hashlib.sha256(self.origin.encode() + b"\n" + raw).digest()[:4]
        need(self.ident.hex() == ident, "the key's id is not that of its name and bytes")
        self.pem = ("-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(ED25519_DER + raw[1:]).decode() + "\n-----END PUBLIC KEY-----\n")

    def signed(self, body, signature):
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            (place / "key").write_text(self.pem)
            (place / "body").write_bytes(body)
            (place / "signature").write_bytes(signature)
            done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", place / "key", "-rawin", "-in", place / "body",
                                   "-sigfile", place / "signature"], capture_output=True, check=False)
            return done.returncode == 0


def open_note(note, key):
    """The body of a C2SP signed note that `key` signed."""
    body, gap, signatures = note.rpartition("\n\n")
    need(gap and signatures.endswith("\n") and not re.search(r"[\x00-\x09\x0b-\x1f]", note), "not a signed note")
    body += "\n"
    good = False
    for line in signatures.splitlines():
        found = re.fullmatch(r"\u2014 ([^\s+]+) (\S+)", line)
        need(found, "not a signature line")
        raw = unbase64(found[2])
        if found[1] == key.origin and raw[:4] == key.ident:
            need(len(raw) == 68 and key.signed(body.encode(), raw[4:]), "bad signature")
            good = True
    if not good:
        raise UnknownKey("signed by another key")
    return body


def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_hash(leaves):
    """RFC 6962's definition, from the leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(tree_hash(leaves[:split]), tree_hash(leaves[split:]))


def root_of_path(leaf, index, size, path):
    """Walks down to the leaf by RFC 6962's recursion, so that the path is used up from its end."""
    need(index < size, "an index beyond the tree")
    if size == 1:
        need(not path, "the path is too long")
        return leaf
    need(path, "the path is too short")
    split = 1 << ((size - 1).bit_length() - 1)
    if index < split:
        return node_hash(root_of_path(leaf, index, split, path[:-1]), path[-1])
    return node_hash(path[-1], root_of_path(leaf, index - split, size - split, path[:-1]))


def only_once(pairs):
    members = dict(pairs)
    need(len(members) == len(pairs), "an entry has a member twice")
    return members


def integer(text):
    """The only numbers an entry may have."""
    need(abs(int(text)) < 2**53, "a number that is not exact everywhere")
    return int(text)


def no_number(text):
    raise Bad("a number that is no integer")


def has_null(value):
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is None or any(has_null(part) for part in parts)


def read_entry(text):
    """The members of an entry that is its own RFC 8785 form. Names are ASCII, so that sorting by code point is the standard's order."""
    try:
        entry = json.loads(text, object_pairs_hook=only_once, parse_int=integer, parse_float=no_number, parse_constant=no_number)
    except ValueError as error:
        raise Bad("an entry is not JSON") from error
    need(not has_null(entry), "an entry with a null")
    need(isinstance(entry, dict) and json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text, "an entry is not canonical")
    return entry


def checkpoint(note, key):
    lines = open_note(note, key).split("\n")
    need(len(lines) == 4 and lines[3] == "" and lines[0] == key.origin, "not a checkpoint of this log")
    return number(lines[1]), hash_of(lines[2])


def lines_of(body):
    return [tuple(line.split(" ", 1)) for line in body.splitlines()[1:]]


def counted_root(texts):
    """How many, and the RFC 6962 root over them."""
    return f"{len(texts)} {base64.b64encode(tree_hash([leaf_hash(text.encode()) for text in texts])).decode()}"


def need_each_once(sealed):
    """No credential has two lines: each could name another commitment."""
    need(len({line.split(" ", 1)[0] for line in sealed}) == len(sealed), "two lines of one credential")


def proof(note, key):
    """A receipt or a certificate: its lines, checked against the entry it carries."""
    body = open_note(note, key)
    title = body.split("\n", 1)[0]
    lines = lines_of(body)
    need(all(len(line) == 2 for line in lines), "a line without a value")
    single = {name: value for name, value in lines if name not in ("sealed", "log_path")}
    need(sum(name not in ("sealed", "log_path") for name, _ in lines) == len(single), "a line twice")
    need_each_once([value for name, value in lines if name == "sealed"])
    entry = read_entry(single["entry"])
    need(entry["seq"] == number(single["log_index"]) and entry["outcome"] == "ok" and entry["ticket"] == single["ticket"], "another entry")
    if title == "ticket-vault/receipt/v1":
        sealed = "".join(f"sealed {value}\n" for name, value in lines if name == "sealed")
        digest = base64.b64encode(hashlib.sha256(sealed.encode()).digest()).decode() if sealed else None
        need(entry["event"] in ("ticket.submitted", "receipt.issued") and entry.get("sealed") == digest, "not the entry of this submission")
    elif title == "ticket-vault/receipt/v2":
        sealed = [value for name, value in lines if name == "sealed"]
        root = single.get("credentials")
        need(entry["event"] in ("ticket.submitted", "receipt.issued") and entry.get("sealed") == root, "not the entry of this submission")
        need(not sealed or counted_root(sealed) == root, "the root is not that of the lines")
    elif title == "ticket-vault/ticket-certificate/v1":
        need(entry["event"] == "ticket.certified" and entry["certificates"] == single["certificates"], "not the entry of this certification")
    else:
        need(title == "ticket-vault/certificate/v1", "neither a receipt nor a certificate")
        need(entry["event"] == "credential.destroyed" and entry["credential"] == single["credential"] and entry["kc"] == single["kc"]
             and entry["why"] == single["cause"], "not the entry of this destruction")
    path = [hash_of(value) for name, value in lines if name == "log_path"]
    root = root_of_path(leaf_hash(single["entry"].encode()), entry["seq"], number(single["log_size"]), path)
    need(root == hash_of(single["log_root"]), "the entry is not in the log")
    return single


def sealed_of(receipt, key, beside=None):
    """What a receipt says of each credential it is over; `beside` is the list of one that does not name them itself."""
    single = proof(receipt, key)
    sealed = [line[7:] for line in open_note(receipt, key).splitlines() if line.startswith("sealed ")]
    if sealed or "credentials" not in single:
        need(beside is None, "a list beside a receipt that needs none")
        return sealed
    need(beside is not None, "the list is missing")
    head, gap, rest = beside.partition("\n")
    need(head == "ticket-vault/sealed/v1" and gap and rest.endswith("\n"), "not a list")
    lines = rest[:-1].split("\n")
    need(all(line.startswith("sealed ") for line in lines), "another line")
    sealed = [line[7:] for line in lines]
    need_each_once(sealed)
    need(counted_root(sealed) == single["credentials"], "not the list of this receipt")
    return sealed


def sealed_by_path(receipt, text, key):
    """The one line that a path proves to be among those a receipt is over."""
    need(len(text.encode()) < 4096, "longer than a path may be")
    found = re.fullmatch(r"ticket-vault/sealed-path/v1\nsealed ([^\n]+)\nindex ([^\n]+)\n((?:path [^\n]+\n)*)", text)
    need(found, "not a path")
    need(not any(line.startswith("sealed ") for line in open_note(receipt, key).splitlines()), "a path beside a receipt that needs none")
    count, root = proof(receipt, key)["credentials"].split(" ")
    path = [hash_of(line[5:]) for line in found[3].splitlines()]
    need(root_of_path(leaf_hash(found[1].encode()), number(found[2]), number(count), path) == hash_of(root), "not a path to this receipt")
    return found[1]


def is_over(receipt, certificate, key, beside=None):
    """Whether the receipt is over the credential whose end the certificate tells, under the same key commitment. `beside`: its list, or a path."""
    ended = proof(certificate, key)
    need("cause" in ended and proof(receipt, key)["ticket"] == ended["ticket"], "a certificate of another ticket")
    line = " ".join(ended[name] for name in ("credential", "kind", "kc", "ciphertext_hash", "expires_at"))
    if beside is not None and beside.startswith("ticket-vault/sealed-path/"):
        need(line == sealed_by_path(receipt, beside, key), "not the path of this credential")
        return
    need(line in sealed_of(receipt, key, beside), "not a credential of this receipt")


def covers(of_ticket, certificates, key):
    """Whether the certificate of a ticket is over exactly these of its credentials."""
    whole = proof(of_ticket, key)
    by_credential = {}
    for note in certificates:
        single = proof(note, key)
        need("credential" in single and single["ticket"] == whole["ticket"], "a certificate of another ticket")
        by_credential[single["credential"]] = note
    root = tree_hash([leaf_hash(by_credential[name].encode()) for name in sorted(by_credential)])
    need(f"{len(by_credential)} {base64.b64encode(root).decode()}" == whole["certificates"], "other certificates than these")


def tlog_proof(text, entry, key):
    """A C2SP tlog-proof of the canonical bytes `entry`."""
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    need(gap and lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("index "), "not a tlog-proof")
    size, root = checkpoint(note, key)
    index = number(lines[1][6:])
    need(root_of_path(leaf_hash(entry), index, size, [hash_of(line) for line in lines[2:]]) == root, "the entry is not in the log")
    return index


def bundle(text, key):
    """The entries of an exported log, each checked, and each checkpoint."""
    need(text.endswith("\n"), "the bundle is cut")
    before, gap, last = text[:-1].rpartition("\n")
    need(gap and last.startswith("signed "), "the bundle is not signed")
    before += "\n"
    head, gap, rest = before.partition("\n\n")
    names = dict(line.split(" ", 1) for line in head.split("\n")[1:])
    need(gap and head.startswith("ticket-vault/bundle/v1\n") and list(names) == ["store", "origin", "verifier", "at", "entries"], "not a bundle")
    leaves, entries, covered = [], [], 0
    for line in rest.splitlines():
        if line.startswith("checkpoint "):
            size, root = checkpoint(unbase64(line[11:]).decode(), key)
            need(covered < size == len(leaves) and root == tree_hash(leaves), f"a checkpoint contradicts the entries before {len(leaves)}")
            covered = size
        else:
            entry = read_entry(line)
            need(entry["seq"] == len(leaves), f"entry {len(leaves)} is missing")
            leaves.append(leaf_hash(line.encode()))
            entries.append(line)
    need(covered == len(leaves) == number(names["entries"]), "the bundle is cut")
    signed = open_note(unbase64(last[7:]).decode(), key)
    expected = (f"ticket-vault/bundle/v1\nstore {names['store']}\nat {names['at']}\nlog_size {covered}\n"
                f"log_root {base64.b64encode(tree_hash(leaves)).decode()}\n"
                f"sha256 {base64.b64encode(hashlib.sha256(before.encode()).digest()).decode()}\n")
    need(signed == expected, "the bundle is not the one that was signed")
    return entries


def verify(text, key):
    if text.startswith("ticket-vault/bundle/v1\nstore "):
        return bundle(text, key)
    if text.startswith("ticket-vault/"):
        return proof(text, key)
    return checkpoint(text, key)


def main():
    key = Key(pathlib.Path(sys.argv[1]).read_text())
    for name in sys.argv[2:]:
        text = pathlib.Path(name).read_bytes().decode()
        verify(text, key)
        if pathlib.Path(name + ".list").exists():
            sealed_of(text, key, pathlib.Path(name + ".list").read_bytes().decode())
        if pathlib.Path(name + ".path").exists():
            sealed_by_path(text, pathlib.Path(name + ".path").read_bytes().decode(), key)
        print(f"{name}: holds")


if __name__ == "__main__":
    main()
