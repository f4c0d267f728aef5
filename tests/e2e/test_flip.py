"""One flipped byte anywhere in the database is found, nothing is changed by looking, and an older copy is refused."""
import re
import shutil

from client import StoryFailure, check
from service import StartFailure

PAGE_BYTES = 4096
INCONSISTENT_LOG = 6


def verify(service):
    """(exit code, number of entries and root as shown)"""
    done = service.tool("audit", "verify", *service.places())
    return done.returncode, re.findall(r"(?m)^(?:entries|root)\s+(\S+)$", done.stdout.decode(errors="replace"))


def test_a_flipped_byte_in_any_page_of_the_database_is_found_by_audit_verify(bench):
    service, people = bench.prepared()
    for number in range(5):
        people["carl"].post("/v1/tickets", {"subject": f"Flip {number}", "description": "the password is Flip-Otter-7!"}).expect(201)
    check(service.stop() == 0, "the service did not end with 0")
    good = verify(service)
    check(good[0] == 0 and len(good[1]) == 2, "control: the whole log does not verify")
    path = service.data / "vault.db"
    whole = path.read_bytes()
    for page in range(len(whole) // PAGE_BYTES):
        flipped = bytearray(whole)
        flipped[page * PAGE_BYTES + (page * 977 + 13) % PAGE_BYTES] ^= 1 << (page % 8)
        path.write_bytes(flipped)
        code, _ = verify(service)
        check(code == INCONSISTENT_LOG, f"page {page}: exit {code}")
    path.write_bytes(whole)
    check(verify(service) == good, "looking at the log changed it")


def test_an_older_database_under_newer_keys_is_refused(bench):
    service, people = bench.prepared()
    ticket = people["carl"].post("/v1/tickets", {"subject": "Before", "description": "x", "credentials": [
        {"kind": "password", "value": "Rolled-Back-Heron3", "consent": "while_open"}]}).expect(201).json
    credential = ticket["credentials"][0]["id"]
    service.stop()
    older = service.folder / "older"
    shutil.copytree(service.data, older)
    service.start()
    people["carl"].delete("/v1/credentials/" + credential).expect(200)
    service.stop()
    shutil.rmtree(service.data)
    older.rename(service.data)
    try:
        service.start()
    except StartFailure as failure:
        check(failure.code > 0 and "older than the keys folder" in failure.stderr, f"refused without a reason: {failure.stderr}")
        return
    raise StoryFailure("an older database was served")
