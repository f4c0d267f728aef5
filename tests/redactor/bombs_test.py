#!/usr/bin/env python3
"""Hostile files, made here: each ends at a limit that names itself, and none is ever half redacted.

Every file also holds a planted password, so that "nothing is written" and "it is gone" are claims that can fail.
"""
import base64
import bz2
import gzip
import io
import json
import lzma
import pathlib
import sqlite3
import struct
import sys
import tarfile
import tempfile
import zipfile
import zlib

from program_checks import ProgramChecks

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from archives import zipped

PLANTED = "Quince!lamp47Harbor"
LINE = f"The wp-admin password is {PLANTED} for now.\n".encode()
MEBIBYTE = 1 << 20


def tarred(entries):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content, kind, link in entries:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname, entry.size = kind, link, len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def nested(pack, depth):
    content = LINE
    for _ in range(depth):
        content = pack(content)
    return content


def overlapping(count):
    """Many entries of the directory that all point at one member."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = LINE * 20_000
    packed = body.compress(plain) + body.flush()
    crc = zlib.crc32(plain)
    head = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(packed), len(plain), 1, 0) + b"a"
    directory = b"".join(
        struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(packed), len(plain), 5, 0, 0, 0, 0, 0, 0) + b"%05d" % i
        for i in range(count))
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), len(head) + len(packed), 0)
    return head + packed + directory + end


def lying_zip(size):
    """A member whose head claims another size than it has."""
    content = bytearray(zipped([("a.txt", LINE * 30)]))
    at = content.find(b"PK\1\2")
    struct.pack_into("<I", content, at + 24, size)
    struct.pack_into("<I", content, 22, size)
    return bytes(content)


def encrypted_zip():
    content = bytearray(zipped([("a.txt", LINE)]))
    content[6] |= 1
    content[content.find(b"PK\1\2") + 8] |= 1
    return bytes(content)


def docx(document, extra=()):
    return zipped([("[Content_Types].xml", "<Types/>"), ("word/document.xml", document), *extra])


def paragraph(text):
    return f'<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'


def laughs():
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(12))
    return f"<?xml version='1.0'?><!DOCTYPE x [{entities}]>" + paragraph("&l11; password: " + PLANTED)


def endless_database():
    """A view that never ends, and a table that is fine."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t(password)")
    connection.execute("INSERT INTO t VALUES(?)", (PLANTED,))
    connection.execute("CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n")
    return connection.serialize()


def looping_database():
    """Pages of a table's tree that point at themselves."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t(v)")
    connection.executemany("INSERT INTO t VALUES(?)", [(LINE.decode() + "x" * 900,)] * 200)
    content = bytearray(connection.serialize())
    size = struct.unpack(">H", content[16:18])[0]
    for page in range(1, len(content) // size):
        if content[page * size] == 5:  # an inner page
            struct.pack_into(">I", content, page * size + 8, page + 1)
    return bytes(content)


def pdf(objects):
    return b"%PDF-1.4\n" + b"".join(b"%d 0 obj%sendobj\n" % (i + 1, one) for i, one in enumerate(objects)) + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def pdf_loop():
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"])


def pdf_flate(size):
    body = zlib.compress(b"BT /F1 12 Tf (" + LINE.strip() + b") Tj ET " + b" " * size)
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
                b"<</Filter/FlateDecode/Length %d>>stream\n" % len(body) + body + b"\nendstream "])


def mail(parts, fields=b""):
    return (b"From: a@b\r\nMIME-Version: 1.0\r\n" + fields + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
            + b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + b"--x--\r\n")


def deep_mail(depth):
    body = b"\r\n" + LINE
    for i in range(depth):
        body = b"Content-Type: multipart/mixed; boundary=b%d-\r\n\r\n--b%d-\r\n%s\r\n--b%d--\r\n" % (i, i, body, i)
    return b"From: a@b\r\nMIME-Version: 1.0\r\n" + body


ATTACHED = b"Content-Transfer-Encoding: base64\r\n\r\n"
FILE = tarfile.REGTYPE
BIG = bytes(64 * MEBIBYTE)

# What comes of each: the reasons that may be named for keeping it whole, or none: it must come back without the password.
HOSTILE = {
    "zeros.zip": (lambda: zipped([("a.txt", LINE), ("b.txt", BIG)]), {"too-large"}),
    "zeros.gz": (lambda: gzip.compress(LINE + BIG), {"too-large"}),
    "zeros.bz2": (lambda: bz2.compress(LINE + BIG), {"too-large"}),
    "zeros.xz": (lambda: lzma.compress(LINE + BIG, preset=0), {"too-large"}),
    "zeros.lzma": (lambda: lzma.compress(LINE + BIG, format=lzma.FORMAT_ALONE, preset=0), {"too-large"}),
    "zeros.tar.gz": (lambda: gzip.compress(tarred([("a", LINE, FILE, ""), ("b", BIG, FILE, "")])), {"too-large"}),
    "zeros-in-zip-in-zip.zip": (lambda: zipped([("in.zip", zipped([("a.txt", LINE), ("b.txt", BIG)]))]), {"too-large"}),
    "overlapping.zip": (lambda: overlapping(2000), {"damaged"}),
    "lying-large.zip": (lambda: lying_zip(0xFFFFFFF0), {"damaged", "too-large"}),
    "lying-small.zip": (lambda: lying_zip(1), {"damaged"}),
    "matryoshka.zip": (lambda: nested(lambda inner: zipped([("in.zip", inner)]), 9), {"too-deep"}),
    "matryoshka.tar": (lambda: nested(lambda inner: tarred([("in.tar", inner, FILE, "")]), 9), {"too-deep"}),
    "matryoshka.gz": (lambda: nested(gzip.compress, 60), {"too-deep", "damaged"}),
    "crowd.zip": (lambda: zipped([("a.txt", LINE)] + [(f"{i}", "") for i in range(10_001)]), {"too-many-members"}),
    "crowd.tar": (lambda: tarred([("a", LINE, FILE, "")] + [(f"{i}", b"", FILE, "") for i in range(10_001)]), {"too-many-members"}),
    "climbing.zip": (lambda: zipped([("a.txt", LINE), ("../../etc/cron.d/x", "x")]), {"unsafe-path"}),
    "absolute.tar": (lambda: tarred([("a", LINE, FILE, ""), ("/etc/passwd", b"x", FILE, "")]), {"unsafe-path"}),
    "backslash.zip": (lambda: zipped([("a.txt", LINE), ("..\\..\\x", "x")]), {"unsafe-path"}),
    "link-out.tar": (lambda: tarred([("a", LINE, FILE, ""), ("l", b"", tarfile.SYMTYPE, "/etc/shadow")]), set()),
    "link-loop.tar": (lambda: tarred([("a", LINE, FILE, ""), ("l", b"", tarfile.SYMTYPE, "l"), ("h", b"", tarfile.LNKTYPE, "h")]), set()),
    "devices.tar": (lambda: tarred([("a", LINE, FILE, ""), ("null", b"", tarfile.CHRTYPE, ""), ("pipe", b"", tarfile.FIFOTYPE, "")]), set()),
    "encrypted.zip": (encrypted_zip, {"encrypted"}),
    "cut.tar.gz": (lambda: gzip.compress(tarred([("a", LINE * 900, FILE, "")]))[:200], {"damaged"}),
    "cut.7z": (lambda: b"7z\xbc\xaf\x27\x1c\0\4" + b"\xff" * 24 + LINE, {"damaged"}),
    "cut.zst": (lambda: b"\x28\xb5\x2f\xfd\0" + b"\xff" * 40 + LINE, {"damaged"}),
    "cut.cpio": (lambda: b"070701" + b"F" * 104 + b"\0" + LINE, {"damaged"}),
    "laughs.docx": (lambda: docx(laughs()), {"damaged"}),
    "wide.docx": (lambda: docx(paragraph(f"password: {PLANTED} ") + " " * (64 * MEBIBYTE)), {"too-large"}),
    "tangled.docx": (lambda: docx("<w:p>" * 200_000 + f"<w:t>password: {PLANTED}</w:t>"), set()),
    "climbing.docx": (lambda: docx(paragraph(f"password: {PLANTED}"), [("../x", "y")]), {"unsafe-path"}),
    "endless.sqlite": (endless_database, set()),
    "looping.sqlite": (looping_database, {"damaged", "too-slow", "too-large"}),
    "huge-header.sqlite": (lambda: b"SQLite format 3\0" + b"\xff" * 84 + LINE, {"damaged"}),
    "loop.pdf": (pdf_loop, {"damaged", "not-rewritable"}),
    "flate.pdf": (lambda: pdf_flate(200 * MEBIBYTE), {"damaged", "not-rewritable", "too-large", "too-slow", "parser-failed"}),
    "deep.rtf": (lambda: b"{\\rtf1 " + b"{" * 1_000_000 + b"password: " + PLANTED.encode(), set()),
    "skip.rtf": (lambda: b"{\\rtf1\\uc2147483647\\u65 password: " + PLANTED.encode() + b" and\\par " + LINE + b"}", set()),
    "deep.eml": (lambda: deep_mail(60), {"too-deep"}),
    "crowd.eml": (lambda: mail([b"\r\n" + LINE] + [b"\r\nx"] * 10_001), {"too-many-members"}),
    "zeros.eml": (lambda: mail([ATTACHED + base64.encodebytes(zipped([("a", LINE), ("b", BIG)]))]), {"too-large"}),
    "twofold.eml": (lambda: mail([b"\r\n" + LINE], b"Content-Type: text/plain\r\n"), {"damaged"}),
    "image-of-nothing.png": (lambda: b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR" + LINE, {"image"}),
}


class Run(ProgramChecks):
    def one(self, name, content, reasons):
        path, out = self.folder / name, self.folder / ("out-" + name)
        path.write_bytes(content)
        scanned = self.call("scan", "--format", "ndjson", str(path))
        rows = [json.loads(line) for line in scanned.stdout.decode().splitlines()]
        named = {row["sealed_whole"] for row in rows if "sealed_whole" in row}
        self.check(name + " is scanned to an end", scanned.returncode in (0, 3), scanned)
        self.check(name + " says why", bool(named & reasons) if reasons else not named, (named, rows[:3]))
        done = self.call("redact", str(path), "-o", str(out))
        self.check(name + " is redacted or not at all", done.returncode == (1 if reasons else 0), (done.returncode, done.stderr))
        self.check(name + " leaves nothing half done", out.exists() == (done.returncode == 0))
        self.check(name + " says nothing of what it holds", PLANTED.encode() not in scanned.stdout + scanned.stderr + done.stdout + done.stderr)
        if out.exists():
            self.check(name + " comes back without the password", PLANTED.encode() not in out.read_bytes())
        path.unlink()
        out.unlink(missing_ok=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        run = Run(sys.argv[1], pathlib.Path(folder))
        for name, (make, reasons) in HOSTILE.items():
            if len(sys.argv) < 3 or sys.argv[2] in name:
                run.one(name, make(), reasons)
        print(f"{run.passed} passed, {run.failed} failed")
        return 1 if run.failed or not run.passed else 0


if __name__ == "__main__":
    sys.exit(main())
