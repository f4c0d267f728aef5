"""Documents over HTTPS: what comes back is still a document, and the planted value is nowhere."""
import io
import os
import pathlib
import signal
import sys
import threading
import zipfile

from client import check
from search import needles_of, search_bytes, search_files

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from archives import zipped

PLANTED = b"Heron!wharf63Ember"
LETTER = ('<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>The staging password is Heron!wh</w:t></w:r><w:r><w:t>arf63Ember</w:t></w:r>'
          "<w:r><w:t>, thank you.</w:t></w:r></w:p></w:body></w:document>")


def letter():
    return zipped([("[Content_Types].xml", "<Types/>"), ("word/document.xml", LETTER)])


def announced(people, files):
    body = {"subject": "Documents", "description": "see the files",
            "attachments": [{"name": name, "size": len(data), "media_type": "application/octet-stream"} for name, data in files.items()]}
    return people["carl"].post("/v1/tickets", body).expect(201).json


def upload(people, ticket, files):
    return {entry["name"]: people["carl"].put(entry["upload"], files[entry["name"]]).expect(200).json for entry in ticket["attachments"]}


def redacted(people, files):
    """What agents get of each, stored and without the planted value."""
    stored = upload(people, announced(people, files), files)
    bodies = {name: people["dana"].get("/v1/attachments/" + one["id"]).expect(200).body for name, one in stored.items()}
    for name, body in bodies.items():
        check(stored[name]["state"] == "stored", f"{name} is {stored[name]}")
        check(not search_bytes(body, needles_of([PLANTED])), f"{name} still holds the value")
    return bodies


def test_documents_come_back_rewritten_and_valid(bench):
    service, people = bench.prepared()
    # The second file only repeats what the first one confirms.
    files = {"letter.docx": letter(), "logs.zip": zipped([("a.log", "login with Heron!wharf63Ember done\n"), ("b.log", "nothing\n")])}
    bodies = redacted(people, files)
    with zipfile.ZipFile(io.BytesIO(bodies["letter.docx"])) as archive:
        check(archive.testzip() is None, "the docx is broken")
        text = archive.read("word/document.xml").decode()
        check("The staging password is [sealed:password:crd_" in text and ", thank you." in text, "the letter lost more than its value")
    with zipfile.ZipFile(io.BytesIO(bodies["logs.zip"])) as archive:
        check("[sealed:password:crd_" in archive.read("a.log").decode(), "the copy in the zip is not sealed")
        check(archive.read("b.log") == b"nothing\n", "a member without anything was changed")
    check(not search_files([service.data, service.keys, service.log], [PLANTED]).hits, "the value is on the disk")


def test_names_beyond_ascii_are_read_and_come_back(bench):
    service, people = bench.prepared()
    names = ["Gr\u00fc\u00dfe/\u00e9t\u00e9.txt", "\u65e5\u672c.log", f"Passwort={PLANTED.decode()} \u00fc.txt"]
    # A name in a charset that the zip does not tell: as many bytes as the one that zipfile wrote.
    other = zipped([("Gr-sse.txt", f"password: {PLANTED.decode()}\n")]).replace(b"Gr-sse.txt", b"Gr\x81sse.txt")
    files = {"names.zip": zipped([(name, f"password: {PLANTED.decode()}\n") for name in names]), "other.zip": other,
             "letter.docx": zipped([("[Content_Types].xml", "<Types/>"), ("word/document.xml", LETTER), ("customXml/\u00fcn\u00ef.xml", "<a/>")])}
    bodies = redacted(people, files)
    with zipfile.ZipFile(io.BytesIO(bodies["names.zip"])) as archive:
        back = archive.namelist()
        check(back[:2] == names[:2], f"the names changed: {back}")
        check(back[2].startswith("Passwort=[sealed:password:crd_") and back[2].endswith(" \u00fc.txt"), f"the value in a name: {back}")
        check(all("[sealed:password:crd_" in archive.read(name).decode() for name in back), "a member was not examined")
    with zipfile.ZipFile(io.BytesIO(bodies["other.zip"])) as archive:
        one = archive.infolist()[0]
        check(one.flag_bits & 0x800 == 0 and one.filename == b"Gr\x81sse.txt".decode("cp437"), f"a name of another charset changed: {one}")
    with zipfile.ZipFile(io.BytesIO(bodies["letter.docx"])) as archive:
        check("customXml/\u00fcn\u00ef.xml" in archive.namelist() and archive.testzip() is None, "the docx lost a part")


def test_a_document_whose_parser_is_killed_is_sealed_whole(bench):
    service, people = bench.prepared()
    # Enough members that the parser is still at work when it is found.
    files = {"big.zip": zipped([(f"{n}.txt", f"line {n} " * 2000) for n in range(900)])}
    ticket = announced(people, files)
    killed = []

    def kill_parsers():
        while not killed:
            for process in pathlib.Path("/proc").glob("[0-9]*"):
                try:
                    if (process / "comm").read_text().startswith("ticketvault-par") and parent_of(process) == service.process.pid:
                        os.kill(int(process.name), signal.SIGKILL)
                        killed.append(process.name)
                        return
                except OSError:
                    pass

    hunter = threading.Thread(target=kill_parsers, daemon=True)
    hunter.start()
    stored = upload(people, ticket, files)["big.zip"]
    hunter.join(10)
    check(killed, "control: no parser was seen")
    check(stored["state"] == "sealed_whole" and stored["sealed_reason"] == "parser-failed", f"it is {stored}")
    check(service.caller("anybody").get("/readyz").expect(200).json["ready"] is True, "the service is no longer ready")


def parent_of(process):
    return int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
