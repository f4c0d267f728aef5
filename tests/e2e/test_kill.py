"""kill -9 between any two steps of the story, and in the middle of requests: the same end."""
import threading
import time

from client import TIMEOUT_SECONDS, StoryFailure, check
from raw import Raw
from search import search_files
from story import Story, walk
from tool import lines, ran, remote


def verified(service, people):
    verdict = people["ines"].post("/v1/audit/verify").expect(200).json
    check(verdict["ok"] is True, f"after kill -9 the log does not verify: {verdict.get('problem')}")


def test_kill_after_every_step_leads_to_the_same_end(bench):
    story, killed = Story(bench.service()), []
    bench.at_end(story.end)

    def kill(title):
        for service in story.running():
            service.restart(hard=True)
            killed.append(title)

    walk(story, kill)
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


VALUES_PER_CLOSE = 10
SWEEP_STEPS = 12
SWEEPS_MAX = 8


class Closing:
    """A ticket with credentials and a standing grant on one of them, to be closed and killed at it."""

    def __init__(self, service, people, number):
        self.service, self.people = service, people
        self.values = [f"Lantern-{number}-{n}-quay" for n in range(VALUES_PER_CLOSE)]
        answer = people["carl"].post("/v1/tickets", {"subject": "Closing", "description": "x", "credentials": [
            {"kind": "password", "value": value, "consent": "while_open"} for value in self.values]}).expect(201).json
        self.ticket = answer["id"]
        asked = {"reason": "Look at the shop", "duration_seconds": 600, "unseals_max": 5}
        self.grant = people["dana"].post(f"/v1/credentials/{answer['credentials'][0]['id']}/grants", asked).expect(201).json["id"]

    def close(self, seconds=None):
        """Sends the request and waits for its answer for at most these seconds: (answered, seconds it took)."""
        with Raw(self.service) as raw:
            raw.send(raw.head("POST", f"/v1/tickets/{self.ticket}/close", self.people["dana"].authorization, 0))
            sent = time.monotonic()
            if seconds == 0:
                self.service.kill()
            raw.tls.settimeout(seconds or TIMEOUT_SECONDS)
            try:
                answered = raw.read_one()[0] == 200
            except OSError:  # killed, or its time is over
                answered = False
            took = time.monotonic() - sent
            self.service.kill()
        return answered, took

    def state(self):
        """open or closed; each must be whole."""
        seen = self.people["dana"].get("/v1/tickets/" + self.ticket).expect(200).json
        unsealed = self.people["dana"].post(f"/v1/grants/{self.grant}/unseal")
        gone = seen["state"] == "closed"
        for entry in seen["credentials"]:
            note = self.people["carl"].get("/v1/certificates/" + entry["id"])
            check(entry["state"] == ("shredded" if gone else "sealed"), f"{seen['state']}, and a credential is {entry['state']}")
            check(note.status == (200 if gone else 409), f"{seen['state']}, and a certificate answers {note.status}")
        if gone:
            unsealed.expect_problem(410, "gone")
        else:
            check(unsealed.expect(200).json["value"] in self.values, "an open ticket's value came back changed")
        return seen["state"]


def test_kill_in_the_middle_of_closing_never_leaves_a_value_behind_a_certificate(bench):
    """The kill wanders over the time a close takes; before its commit everything is left, after it nothing, and both were met."""
    service, people = bench.prepared()
    measured = Closing(service, people, "measured")
    answered, reach = measured.close()
    check(answered, "control: a close that nobody kills is answered")
    service.start()
    check(measured.state() == "closed", "an answered close is none")

    met, values, steps = {"open": 0, "closed": 0}, list(measured.values), SWEEP_STEPS
    for sweep in range(SWEEPS_MAX):
        for step in range(steps):
            closing = Closing(service, people, f"{sweep}-{step}")
            values += closing.values
            answered, _ = closing.close(reach * step / steps)
            service.start()
            state = closing.state()
            check(not answered or state == "closed", "an acknowledged close is lost")
            met[state] += not answered  # only a kill before the answer was one inside the close
            if state == "open":
                people["dana"].post(f"/v1/tickets/{closing.ticket}/close").expect(200)
                check(closing.state() == "closed", "closed after the kill, but not closed")
            if answered:
                break  # later kills of this sweep meet no close any more
        if all(met.values()):
            break
        reach, steps = (reach, steps * 2) if answered else (reach * 2, steps)  # closer, or farther
    check(all(met.values()), f"no kill fell on both sides of the commit: {met}")
    verified(service, people)
    service.stop()
    found = search_files([service.data, service.keys, service.log], [value.encode() for value in values]).hits
    check(not found, f"{len(found)} values stand in files")


def test_a_submission_cut_by_a_kill_is_completed_by_attach(bench):
    service, people = bench.prepared()
    text, log = lines(service, "problem.txt", "please look at the log"), service.folder / "app.log"
    log.write_bytes(b"LOG_LEVEL=info\n" * 1_000_000)
    receipt = service.folder / "ticket.receipt"
    submission = service.tool_started("ticket", "submit", *remote(service, people["carl"]), "--subject", "Cut", "--description", text, "--attach", log,
                                      "--receipt-out", receipt)
    ticket = submission.stderr.readline().decode().split()[1]
    check(receipt.read_text().startswith("ticket-vault/receipt/v2\n"), "the receipt is not kept before the files")
    service.kill()
    said = submission.communicate(timeout=60)[1].decode()
    check(submission.returncode == 1 and f"'ticketvault ticket attach {ticket} FILE...'" in said, f"what to do is not said: {submission.returncode} {said}")
    service.start()
    people["dana"].get("/v1/tickets/" + ticket).expect_problem(404, "not-found")
    ran(service, "ticket", "attach", ticket, log, *remote(service, people["carl"]))
    seen = people["dana"].get("/v1/tickets/" + ticket).expect(200).json
    check(seen["state"] == "open" and [file["state"] for file in seen["attachments"]] == ["stored"], f"the file was not sent where it was waited for: {seen}")
    ran(service, "receipt", "verify", receipt, *remote(service, people["carl"])[:4])
    verified(service, people)
