"""A client that goes away from a long answer: whatever made the answer stops, and keeps nobody waiting."""
import os
import pathlib

from client import check
from raw import Raw
from service import wait_for
from test_roles import REASON

FILE_BYTES = 48 * 1024 * 1024
HELD_BYTES = 8 * 1024 * 1024  # the bridge's, the sockets' and what is read at a time, with room


class Process:
    def __init__(self, service):
        self.place = pathlib.Path(f"/proc/{service.process.pid}")

    def bytes_read(self):
        return next(int(line.split()[1]) for line in (self.place / "io").read_text().splitlines() if line.startswith("rchar:"))

    def threads(self):
        return len(os.listdir(self.place / "task"))


def test_an_original_whose_reader_went_away_is_not_read_to_its_end(bench):
    service, people = bench.prepared()
    made = people["carl"].post("/v1/tickets", {"subject": "A file", "description": "see the file",
                                               "attachments": [{"name": "core.bin", "size": FILE_BYTES}]}).expect(201).json
    people["carl"].put("/v1/uploads/" + made["attachments"][0]["id"], os.urandom(FILE_BYTES)).expect(200)
    listed = people["carl"].get(f"/v1/tickets/{made['id']}/credentials").expect(200).json["data"]
    original = next(one["id"] for one in listed if one["source"] == "original")
    grant = people["dana"].post(f"/v1/credentials/{original}/grants", {"reason": REASON, "duration_seconds": 600, "unseals_max": 5}).expect(201).json["id"]
    people["carl"].post(f"/v1/grants/{grant}/approve").expect(200)
    service.restart()  # whatever of it was in memory is gone
    process = Process(service)
    threads, read = process.threads(), process.bytes_read()
    with Raw(service) as client:
        client.send(client.head("POST", f"/v1/grants/{grant}/unseal", people["dana"].authorization, 0))
        check(b"200 OK" in client.tls.recv(65536), "control: the answer began")
        client.cut()
    wait_for(lambda: process.threads() == threads, "the thread that read the file is there still")
    check(process.bytes_read() - read < HELD_BYTES, f"{process.bytes_read() - read} of {FILE_BYTES} bytes were read for nobody")
    check(len(people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200).body) == FILE_BYTES, "the file is another one")
    check(process.bytes_read() - read > FILE_BYTES, "control: reading is counted")
    check(people["anybody"].get("/healthz").status == 200, "the service is not well")
