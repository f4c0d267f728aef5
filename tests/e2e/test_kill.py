"""kill -9 between any two steps of the story, and in the middle of requests: the same end."""
import threading

from client import StoryFailure, check
from raw import Raw
from story import Story, walk


def verified(service, people):
    verdict = people["ines"].post("/v1/audit/verify").expect(200).json
    check(verdict["ok"] is True, f"after kill -9 the log does not verify: {verdict.get('problem')}")


def test_kill_after_every_step_leads_to_the_same_end(bench):
    service = bench.service()
    killed = []

    def kill(title):
        if service.running():
            service.restart(hard=True)
            killed.append(title)

    walk(Story(service), kill)
    check(len(killed) >= 20, "the service was hardly killed")


def submit_until_dead(caller, number, acknowledged, lock, enough):
    """Sends tickets until the connection dies; keeps what was acknowledged."""
    count = 0
    while True:
        count += 1
        ticket = {"subject": f"ticket {number}.{count}", "description": f"the password is Wharf-{number}x{count}-Otter", "environment": f"worker {number}"}
        try:
            answer = caller.post("/v1/tickets", ticket)
        except (OSError, ValueError, StoryFailure, EOFError):
            return
        except Exception as failure:  # http.client has a family of its own for cut answers
            if type(failure).__module__ == "http.client":
                return
            raise
        if answer.status == 201:
            with lock:
                acknowledged.append((answer.json["id"], ticket["subject"], [entry["id"] for entry in answer.json["credentials"]]))
                if len(acknowledged) % 5 == 0:
                    enough.set()


def test_kill_under_load_loses_nothing_that_was_acknowledged(bench):
    service, people = bench.prepared()
    acknowledged, lock = [], threading.Lock()
    for _ in range(6):
        enough = threading.Event()
        writers = [threading.Thread(target=submit_until_dead, args=(people[login], number, acknowledged, lock, enough))
                   for number, login in enumerate(("carl", "kaya", "carl", "kaya"))]
        for writer in writers:
            writer.start()
        check(enough.wait(30), "no tickets were acknowledged")
        service.kill()
        for writer in writers:
            writer.join(30)
            check(not writer.is_alive(), "a client hangs on a dead service")
        service.start()
    check(len(acknowledged) >= 30, "too few tickets to mean anything")
    for ticket, subject, credentials in acknowledged:
        seen = people["dana"].get("/v1/tickets/" + ticket).expect(200).json
        check(seen["subject"] == subject and seen["state"] == "open", "an acknowledged ticket came back changed")
        check({entry["id"] for entry in seen["credentials"]} == set(credentials), "an acknowledged credential is missing")
        check("Otter" not in seen["description"] and "[sealed:" in seen["description"], "a secret stands in the text")
    verified(service, people)


def test_kill_during_an_upload_leaves_the_attachment_announced(bench):
    service, people = bench.prepared()
    data = b"LOG_LEVEL=info\n" * 70_000
    answer = people["carl"].post("/v1/tickets", {"subject": "A log", "description": "see the file",
                                                 "attachments": [{"name": "app.log", "size": len(data)}]}).expect(201).json
    attachment = answer["attachments"][0]
    with Raw(service) as raw:
        raw.send(raw.head("PUT", attachment["upload"], people["carl"].authorization, len(data)) + data[: len(data) // 2])
        service.restart(hard=True)
    seen = people["carl"].get("/v1/tickets/" + answer["id"]).expect(200).json
    check(seen["state"] == "receiving" and seen["attachments"][0]["state"] == "announced", "half an upload counts as something")
    people["dana"].get("/v1/tickets/" + answer["id"]).expect_problem(404, "not-found")
    stored = people["carl"].put(attachment["upload"], data).expect(200).json
    check(stored["state"] == "stored", "the upload could not be repeated")
    check(people["dana"].get("/v1/attachments/" + attachment["id"]).expect(200).body == data, "the file came back changed")
    verified(service, people)


def test_kill_in_the_middle_of_closing_never_leaves_a_value_behind_a_certificate(bench):
    """close is killed at some moment: afterwards each credential is either whole or gone with its certificate, and closing again ends it."""
    service, people = bench.prepared()
    for round_number in range(5):
        answer = people["carl"].post("/v1/tickets", {"subject": "Closing", "description": "x", "credentials": [
            {"kind": "password", "value": f"Lantern-{round_number}-{n}-quay", "consent": "while_open"} for n in range(10)]}).expect(201).json
        asked = threading.Event()

        def close():
            asked.set()
            try:
                people["dana"].post(f"/v1/tickets/{answer['id']}/close")
            except Exception:  # killed on purpose; what counts is the state after it
                pass

        closer = threading.Thread(target=close)
        closer.start()
        asked.wait()
        service.restart(hard=True)
        closer.join(30)
        seen = people["dana"].get("/v1/tickets/" + answer["id"]).expect(200).json
        for entry in seen["credentials"]:
            note = people["carl"].get("/v1/certificates/" + entry["id"])
            check((entry["state"] == "shredded") == (note.status == 200), "a certificate without its shred, or a shred without its certificate")
        if seen["state"] != "closed":
            people["dana"].post(f"/v1/tickets/{answer['id']}/close").expect(200)
        seen = people["dana"].get("/v1/tickets/" + answer["id"]).expect(200).json
        check(all(entry["state"] == "shredded" and entry["certificate_ready"] for entry in seen["credentials"]), "closed, but not all shredded")
    verified(service, people)
