"""What was shredded is not in the service's memory either, whoever started it and however."""
import os
import pathlib
import re

from bench import Skip
from client import check

ENTERED, DESCRIBED, UPLOADED = "Mem-Entered!Otter41", "Mem-Described!Heron52", "Mem-Uploaded!Stork63"
COLLECTED, REPLIED, NOTED = "Mem-Collected!Ibis96", "Mem-Replied!Egret17", "Mem-Noted!Crane28"
SEALED = (ENTERED, DESCRIBED, COLLECTED, UPLOADED, REPLIED, NOTED)
# Never stored at all.
REASON, PREVIEWED, REFUSED, TYPED = "Mem-Reason!Plover74", "Mem-Previewed!Gull39", "Mem-Refused!Tern85", "Mem-Typed!Finch4406x"
REGION = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw")
PIECE_BYTES = 16 * 1024 * 1024


def memory_of(process_id):
    """Everything the process can write to, piece by piece; pieces overlap, so that nothing is cut in two."""
    with open(f"/proc/{process_id}/mem", "rb", buffering=0) as memory:
        for line in pathlib.Path(f"/proc/{process_id}/maps").read_text().splitlines():
            if found := REGION.match(line):
                begin, end = (int(word, 16) for word in found.groups())
                for at in range(begin, end, PIECE_BYTES):
                    try:
                        memory.seek(at)
                        yield memory.read(min(PIECE_BYTES + 256, end - at))
                    except OSError:
                        pass  # a guard page


def seen_in(process_id, values):
    return sorted({value for piece in memory_of(process_id) for value in values if value.encode() in piece})


def test_nothing_of_a_closed_ticket_is_left_in_memory(bench):
    if os.getuid() != 0:
        raise Skip("the service's memory may be read by root only")
    service, people = bench.prepared()
    process_id = service.process.pid
    upload = f"APP=shop\nDB_PASSWORD={UPLOADED}\n".encode()
    asked = {"subject": "Memory", "description": f"The FTP password is {DESCRIBED}", "environment": f"DB_PASSWORD={COLLECTED}\nPHP=8.2\n",
             "credentials": [{"kind": "password", "value": ENTERED, "consent": "while_open"}]}
    people["carl"].post("/v1/tickets", {**asked, "description": f"The FTP password is {REFUSED}", "unknown": 1}).expect(422)
    ticket = people["carl"].post("/v1/tickets", {**asked, "attachments": [{"name": "app.env", "size": len(upload)}]}).expect(201).json
    path = "/v1/tickets/" + ticket["id"]
    people["carl"].put(ticket["attachments"][0]["upload"], upload).expect(200)
    people["carl"].post(path + "/messages", {"body": f"the new password is {REPLIED}"}).expect(201)
    people["dana"].post(path + "/messages", {"body": f"I set the password to {NOTED}", "internal": True}).expect(201)
    people["anybody"].post("/v1/preview", {"text": f"the password is {PREVIEWED}"}).expect(200)
    people["anybody"].post("/v1/session", {"login": "dana", "password": TYPED, "kind": "bearer"}).expect(401)
    sealed = people["dana"].get(path).expect(200).json["credentials"]
    theirs = {credential["id"] for credential in people["carl"].get(path).expect(200).json["credentials"]}
    check(len(sealed) == len(SEALED), f"control: {len(sealed)} of {len(SEALED)} were sealed")
    for credential in sealed:
        grant = people["dana"].post(f"/v1/credentials/{credential['id']}/grants", {"reason": "Look at the shop now", "duration_seconds": 600}).expect(201).json
        if grant["state"] == "requested":
            # What an internal note held is not the customer's to see.
            people["carl" if credential["id"] in theirs else "omar"].post(f"/v1/grants/{grant['id']}/approve").expect(200)
        check(people["dana"].post(f"/v1/grants/{grant['id']}/unseal").expect(200).json["value"] in SEALED, "control: another value was opened")
    people["dana"].post(f"/v1/credentials/{sealed[0]['id']}/grants", {"reason": f"the password is {REASON}", "duration_seconds": 600}).expect(422)
    people["carl"].post(path + "/close").expect(200)
    check("Memory" in people["carl"].get(path).expect(200).text, "control: the ticket can be read")
    check(seen_in(process_id, [str(service.data)]), "control: what must be in memory is not found there")
    values = [*SEALED, REASON, PREVIEWED, REFUSED, TYPED]
    left = seen_in(process_id, values)
    check(not left, f"of {len(values)} values these are in the memory of the service: {[value.split('!')[0] for value in left]}")
