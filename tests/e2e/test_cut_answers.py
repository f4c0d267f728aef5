"""An answer that broke off is no answer: no file, and the exit code of a server that cannot be reached."""
import os

from client import check
from cutting import Cutting
from test_backup import tool, with_recovery_key
from test_roles import REASON, one_ticket
from tool import remote


def through(cutting, arguments):
    """The same options, led through it."""
    return [cutting.url if before == "--server" else argument for before, argument in zip([None, *arguments], arguments)]


def check_cut(service, caller, command, more=()):
    """Runs it whole once, and then cut at several places of its answer."""
    whole = service.folder / "whole"
    arguments = remote(service, caller)
    tool(service, *command, "-o", whole, *more, *arguments)
    size = whole.stat().st_size
    check(size > 20000, f"control: {command} gave only {size} bytes")
    before = set(os.listdir(service.folder))
    # Behind the head, in the middle, and in what stands behind the last byte of the body.
    for bytes_passed, in_order in ((1500, True), (size // 2, False), (size // 2 + 1, True), (size, True)):
        with Cutting(service, bytes_passed, in_order) as cutting:
            done = service.tool(*command, "-o", service.folder / "cut", *more, *through(cutting, arguments))
        check(cutting.passed == bytes_passed, f"control: {cutting.passed} of {bytes_passed} bytes were passed on")
        check(done.returncode == 5 and b"broke in the middle of the answer" in done.stderr, f"{command} cut at {bytes_passed} of {size}: {done}")
        check(set(os.listdir(service.folder)) == before, f"{command} cut at {bytes_passed} left a file")
    whole.unlink()


def test_a_cut_export_or_backup_is_none(bench):
    service, people, _, _ = with_recovery_key(bench)
    for _ in range(30):
        one_ticket(people)
    check_cut(service, people["ines"], ["audit", "export"])
    check_cut(service, people["ada"], ["backup"])


def test_a_cut_original_is_none(bench):
    service, people = bench.prepared()
    data = os.urandom(300_000)
    made = people["carl"].post("/v1/tickets", {"subject": "A file", "description": "see the file", "attachments": [{"name": "core.bin", "size": len(data)}]}).expect(201).json
    people["carl"].put("/v1/uploads/" + made["attachments"][0]["id"], data).expect(200)
    listed = people["carl"].get(f"/v1/tickets/{made['id']}/credentials").expect(200).json["data"]
    original = next(one["id"] for one in listed if one["source"] == "original")
    wanted = {"reason": REASON, "duration_seconds": 600, "unseals_max": 5}
    grant = people["dana"].post(f"/v1/credentials/{original}/grants", wanted).expect(201).json["id"]
    people["carl"].post(f"/v1/grants/{grant}/approve").expect(200)
    check_cut(service, people["dana"], ["credential", "unseal", grant])
