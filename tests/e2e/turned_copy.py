"""The part of the story that needs time to pass, and a disk to fail: on a copy of the vault, so that nobody waits and nothing is spoilt.

The copy runs on the same program; only its clock is turned, as a machine's clock would be.
"""
import pathlib
import shutil
import tempfile

from client import check
from service import wait_for
from turned_clock import TurnedClock

GRANT_SECONDS = 60
REASON = "Compare the preview with the live shop"
PAGE_BYTES = 4096


class TurnedCopy:
    def __init__(self, story):
        self.story, self.narrator = story, story.narrator
        self.folder = self.service = self.clock = None
        self.callers = {}

    def make(self):
        original = self.story.service
        code = original.stop()
        check(code == 0, f"SIGTERM ended the service with {code}")
        self.narrator.say("The service stops in order (SIGTERM), its folders are copied, and it starts again. The copy gets a clock that can be turned.")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ticketvault-turned-"))
        self.service = original.copy_to(self.folder)
        original.start()
        self.clock = TurnedClock(self.folder)
        self.service.environment.update(self.clock.environment)
        self.service.record = original.record
        self.service.start()
        for name in ("anybody", "dana", "ines"):
            self.callers[name] = self.service.caller(name, self.story.callers[name].authorization)
        asked = {"subject": "The preview looks different", "description": "Please compare it with the live shop.",
                 "contact": self.story.corpus.contact, "credentials": self.story.corpus.expiring}
        answer = self.callers["anybody"].post("/v1/tickets", asked).expect(201).json
        self.callers["marta"] = self.service.caller("marta", f"Ticket {answer['id']}.{answer['link']['secret']}")
        self.sealed = {entry["site"]: entry["id"] for entry in answer["credentials"]}
        self.first, self.second = (self.sealed[entry["site"]] for entry in self.story.corpus.expiring)
        self.narrator.fact("a second ticket", answer["id"])
        for entry in self.story.corpus.expiring:
            self.narrator.fact("sealed password", f"{entry['site']}, gone in {entry['expires_in_seconds'] // 60} minutes")

    def turn(self, seconds):
        self.clock.turn(seconds)
        self.narrator.fact("the copy's clock", f"turned {seconds} s forward")

    def grant(self, credential, seconds):
        asked = {"reason": REASON, "duration_seconds": seconds, "unseals_max": 2}
        grant = self.callers["dana"].post(f"/v1/credentials/{credential}/grants", asked).expect(201).json
        check(grant["state"] == "approved", "a standing approval did not approve")
        return grant["id"]

    def unseal(self, grant):
        return self.callers["dana"].post(f"/v1/grants/{grant}/unseal")

    def grant_ends(self):
        grant = self.grant(self.first, GRANT_SECONDS)
        self.unseal(grant).expect(200)
        self.narrator.good(f"Dana unseals once of two times; her {GRANT_SECONDS} seconds begin")
        self.turn(GRANT_SECONDS + 1)
        answer = self.unseal(grant)
        answer.expect_problem(403, "permission-required")
        self.narrator.refusal(answer, "the grant's time is over, one unseal was left")

    def check_gone(self, credential, answer):
        problem = answer.expect_problem(410, "gone")
        note = self.callers["marta"].get("/v1/certificates/" + credential).expect(200).text
        check(problem["certificate"] == note, "410 without the certificate")

    def credential_expires(self):
        grant = self.grant(self.first, 1800)
        self.turn(600)
        answer = self.unseal(grant)
        answer.expect(410)
        self.narrator.refusal(answer, "its ten minutes are over, although the grant's are not")
        seen = wait_for(lambda: (view := self.callers["marta"].get("/v1/credentials/" + self.first).expect(200).json)["state"] == "shredded" and view,
                        "an expired credential was not shredded")
        check(seen["cause"] == "expired", f"shredded because of {seen['cause']}, not of its expiry")
        self.check_gone(self.first, self.unseal(grant))
        self.narrator.good("shredded by itself, with a certificate (cause: expired); nobody had to ask for it")

    def due_while_down(self):
        grant = self.grant(self.second, 1800)
        check(self.service.stop() == 0, "the copy did not end with 0")
        self.narrator.say("The copy is stopped, and the database's password falls due while nothing runs.")
        self.turn(600)
        self.service.start()
        self.check_gone(self.second, self.unseal(grant))  # the very first request
        entries = self.callers["ines"].get("/v1/audit/entries?limit=200").expect(200).json["data"]
        destroyed = [entry["seq"] for entry in entries if entry["event"] == "credential.destroyed" and entry["entry"].get("credential") == self.second]
        opened = max(entry["seq"] for entry in entries if entry["event"] == "vault.opened")
        check(len(destroyed) == 1 and destroyed[0] < opened, "its key was not destroyed before the vault counted as open")
        self.narrator.fact(f"entry {destroyed[0]}", "credential.destroyed, cause: expired")
        self.narrator.fact(f"entry {opened}", "vault.opened; only then the port")
        self.narrator.good("refused at the first request after the start: there was no moment to unseal it")

    def flip(self):
        check(self.service.stop() == 0, "the copy did not end with 0")
        places = self.service.places()
        self.story.run(["audit", "verify", *places], 0)
        database = self.service.data / "vault.db"
        content = bytearray(database.read_bytes())
        offset = len(content) // 2 // PAGE_BYTES * PAGE_BYTES + PAGE_BYTES // 3
        content[offset] ^= 1
        database.write_bytes(content)
        self.narrator.say(f"One bit of byte {offset} of {len(content)} of the copy's vault.db is flipped:")
        self.story.run(["audit", "verify", *places], 6)

    def roots(self):
        """What a search for secrets must also look at."""
        return [self.service.data, self.service.keys, self.service.log] if self.service else []

    def remove(self):
        if self.service:
            self.service.kill()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
