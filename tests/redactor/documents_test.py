#!/usr/bin/env python3
"""The real programs on real documents: what is planted is found and gone, and what comes back is still a document.

Files are made here with Python's own libraries, so that nothing of ours reads what it wrote itself.
"""
import bz2
import email
import email.message
import email.policy
import gzip
import io
import json
import lzma
import pathlib
import sqlite3
import sys
import tarfile
import tempfile
import xml.etree.ElementTree
import zipfile

from program_checks import ProgramChecks

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from archives import zipped

PLANTED = "Quince!lamp47Harbor"
LINE = f"The wp-admin password is {PLANTED} for now.\n"
KEPT = "Nothing else was changed."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def tarred(mode):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, content in (("logs/a.log", LINE), ("logs/b.txt", KEPT)):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content.encode()))
    return out.getvalue()


def docx():
    half = len(PLANTED) // 2
    body = (f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>The password is {PLANTED[:half]}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr>'
            f'<w:t>{PLANTED[half:]}</w:t></w:r><w:r><w:t xml:space="preserve"> for now. {KEPT}</w:t></w:r></w:p></w:body></w:document>')
    return zipped([("[Content_Types].xml", "<Types/>"), ("word/document.xml", body)])


def xlsx():
    strings = f"<sst><si><t>{PLANTED}</t></si><si><t>Password</t></si><si><t>{KEPT}</t></si></sst>"
    sheet = ('<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
             '<row r="2"><c r="A2" t="s"><v>2</v></c></row></sheetData></worksheet>')
    return zipped([("[Content_Types].xml", "<Types/>"), ("xl/sharedStrings.xml", strings), ("xl/worksheets/sheet1.xml", sheet)])


def pptx():
    slide = (f'<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>FTP password: </a:t></a:r><a:r><a:t>{PLANTED}</a:t></a:r></a:p>'
             f'<a:p><a:r><a:t>{KEPT}</a:t></a:r></a:p></p:sld>')
    return zipped([("[Content_Types].xml", "<Types/>"), ("ppt/slides/slide1.xml", slide)])


def odt():
    content = (f'<office:document-content xmlns:office="o" xmlns:text="t"><text:p>Login password: <text:span>{PLANTED}</text:span></text:p>'
               f'<text:p>{KEPT}</text:p></office:document-content>')
    return zipped([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content)])


def database():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.sqlite"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE users(name, password)")
        connection.execute("INSERT INTO users VALUES('anna', ?)", (PLANTED,))
        connection.execute("INSERT INTO users VALUES(?, NULL)", (KEPT,))
        connection.commit()
        connection.close()
        return path.read_bytes()


def text_of_database(content):
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return str(connection.execute("SELECT * FROM users").fetchall())


def mail():
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"] = "anna@customer.example", "help@support.example"
    message["Subject"] = f"Zugänge: password is {PLANTED}"
    message.set_content(f"Grüße!\n{LINE}{KEPT}\n", cte="quoted-printable")
    message.add_alternative(f"<p>Grüße! The password is <b>{PLANTED}</b></p>", subtype="html", cte="base64")
    message.add_attachment(zipped([("notes/a.txt", LINE), ("b.txt", KEPT)]), maintype="application", subtype="zip", filename="notes.zip")
    message.add_attachment(LINE + KEPT, filename="log.txt", cte="8bit")
    return message.as_bytes()


def text_of_mail(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    out = [str(message["Subject"])]
    for part in message.walk():
        assert not part.defects, part.defects
        if part.get_content_maintype() == "text":
            out.append(part.get_content())
        elif part.get_filename() == "notes.zip":
            out.append(text_of("notes.zip", part.get_content()))
    assert len(out) == 5, out
    return "".join(out)


def text_of(name, content):
    """What a reader of the format sees, as one text."""
    if name.endswith((".docx", ".xlsx", ".pptx", ".odt")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            parts = [archive.read(one) for one in archive.namelist()]
            for one, part in zip(archive.namelist(), parts):
                if one.endswith(".xml"):
                    xml.etree.ElementTree.fromstring(part)
            return b"".join(parts).decode()
    if name.endswith(".reg"):
        return content.decode("utf-16")
    if name.endswith(".sqlite"):
        return text_of_database(content)
    if name.endswith(".eml"):
        return text_of_mail(content)
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(archive.read(one).decode() for one in archive.namelist())
    if ".tar" in name:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            return "".join(archive.extractfile(one).read().decode() for one in archive.getmembers())
    opened = {".gz": gzip.decompress, ".bz2": bz2.decompress, ".xz": lzma.decompress}.get(pathlib.Path(name).suffix, bytes)
    return opened(content).decode()


REWRITTEN = {
    "notes.zip": zipped([("a.txt", LINE), ("b/c.txt", KEPT)]),
    "logs.tar": tarred("w"), "logs.tar.gz": tarred("w:gz"), "logs.tar.bz2": tarred("w:bz2"), "logs.tar.xz": tarred("w:xz"),
    "debug.log.gz": gzip.compress((LINE + KEPT).encode()), "debug.log.bz2": bz2.compress((LINE + KEPT).encode()),
    "debug.log.xz": lzma.compress((LINE + KEPT).encode()),
    "letter.docx": docx(), "accounts.xlsx": xlsx(), "slides.pptx": pptx(), "letter.odt": odt(), "users.sqlite": database(),
    "request.eml": mail(), "request-lf.eml": mail().replace(b"\r\n", b"\n"),
    "export.reg": (LINE + KEPT).encode("utf-16"),
    "letter.rtf": ("{\\rtf1\\ansi The password is {\\b " + PLANTED + "} for now.\\par " + KEPT + "}").encode(),
}
WHOLE = {"shot.png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR tEXt password: " + PLANTED.encode(), "image"),
         "cut.zip": (zipped([("a.txt", LINE * 50)])[:90], "damaged"),
         "konto.log": (("Zugänge: password=" + PLANTED + "\n").encode("cp1252"), "not-utf-8"),
         "konto.zip": (zipped([("konto.log", ("Zugänge: password=" + PLANTED + "\n").encode("cp1252"))]), "not-utf-8"),
         "late.log": (("password=" + PLANTED + "\n" + "x" * 70000).encode() + b"\0", "binary"),
         "brief.eml": (b"From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + LINE.encode(), "not-utf-8"),
         "core.bin": (b"\0\1\2\0password=" + PLANTED.encode() + b"\0", "binary")}


class Run(ProgramChecks):
    def rows(self, path):
        done = self.call("scan", "--format", "ndjson", str(path))
        return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()]

    def rewritten(self, name, content):
        path, out = self.folder / name, self.folder / ("out-" + name)
        path.write_bytes(content)
        code, rows = self.rows(path)
        self.check(name + " is found", code == 3 and any("rule" in row for row in rows), rows)
        done = self.call("redact", str(path), "-o", str(out))
        self.check(name + " is redacted", done.returncode == 0, done.stderr.decode())
        if done.returncode == 0:
            text = text_of(name, out.read_bytes())
            self.check(name + " holds nothing planted", PLANTED not in text and PLANTED.encode() not in out.read_bytes())
            self.check(name + " keeps the rest", KEPT in text and "[masked:password]" in text, text)

    def whole(self, name, content, reason):
        path, out = self.folder / name, self.folder / ("out-" + name)
        path.write_bytes(content)
        _, rows = self.rows(path)
        self.check(name + " says why", any(row.get("sealed_whole") == reason for row in rows), rows)
        done = self.call("redact", str(path), "-o", str(out))
        self.check(name + " is not redacted", done.returncode == 1 and not out.exists() and reason in done.stderr.decode(), done.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        run = Run(sys.argv[1], pathlib.Path(folder))
        for name, content in REWRITTEN.items():
            run.rewritten(name, content)
        for name, (content, reason) in WHOLE.items():
            run.whole(name, content, reason)
        print(f"{run.passed} passed, {run.failed} failed")
        return 1 if run.failed or not run.passed else 0


if __name__ == "__main__":
    sys.exit(main())
