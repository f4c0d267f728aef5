"""The story of one ticket, as steps. The demo shows them, the tests walk them, also with kill -9 between any two.

Whoever walks it calls end() at last, whatever happened.

Everything a later step needs stands in the Story and is valid after a restart of the service: ids, tokens, the guest's link.
"""
import operator
import secrets
import urllib.parse

from client import check
from corpus import Corpus
from narrator import Silent
from placeholders import align, check_covered, short
from search import control, search_files
from turned_copy import TurnedCopy

REASON = "Reproduce the checkout hang in wp-admin as asked"
PEOPLE = [("dana", "agent", "Dana Whitlock"), ("omar", "agent", "Omar Fesseha"), ("ines", "auditor", "Ines Carvalho")]


def masked(value):
    return value[:2] + "•" * (len(value) - 2)


class Story:
    def __init__(self, service, narrator=None, corpus=None):
        self.service, self.narrator, self.corpus = service, narrator or Silent(), corpus or Corpus()
        self.passwords = {}    # login -> password, made up for this vault
        self.callers = {}      # login, "marta" or "anybody" -> Caller
        self.attachments = {}  # name -> as the API gives it
        self.values = {}       # credential id -> the text or bytes that were sealed
        self.certificates = {} # credential id -> signed note
        self.ticket = self.verifier = None
        self.turned = TurnedCopy(self)

    STEPS = [
        ("A vault is made", "make_vault"),
        ("The service starts", "start_service"),
        ("Accounts: no default password, an admin by setup code", "make_accounts"),
        ("Everybody signs in", "sign_in"),
        ("Marta, a customer without account, writes her ticket", "submit"),
        ("She uploads her files; each is scanned before it is stored", "upload"),
        ("Dana, an agent, opens the queue and reads the ticket", "read_ticket"),
        ("The files as agents get them", "read_attachments"),
        ("Dana asks for the wp-admin password", "request_grant"),
        ("She tries before Marta has answered", "unseal_too_early"),
        ("Marta approves", "approve"),
        ("Omar, a second agent, tries with Dana's grant", "unseal_as_other_agent"),
        ("Dana unseals", "unseal"),
        ("Dana tries a second time: the grant was for one", "unseal_used_up"),
        ("Omar asks for the FTP password; Marta refuses", "refuse"),
        ("The screenshot could not be rewritten: opened by a grant on the whole file", "unseal_original"),
        ("Marta takes one credential back", "revoke"),
        ("Dana closes the ticket: every key is destroyed at once", "close"),
        ("After that nobody can unseal; the certificate is what is left", "unseal_after_close"),
        ("A certificate is checked offline", "verify_certificate"),
        ("What only time shows: a copy of the vault whose clock can be turned", "turned.make"),
        ("A grant ends by itself", "turned.grant_ends"),
        ("A credential expires and is shredded by itself", "turned.credential_expires"),
        ("What fell due while the service was down is gone before the port opens", "turned.due_while_down"),
        ("One flipped bit in the copy's database is found", "turned.flip"),
        ("The auditor reads who saw what, and checks the whole log", "audit"),
        ("Every file below data and keys is searched for the planted secrets", "search"),
    ]

    def steps(self):
        return [(title, operator.attrgetter(name)(self)) for title, name in self.STEPS]

    def running(self):
        """The services that run at this moment."""
        return [service for service in (self.service, self.turned.service) if service and service.running()]

    def end(self):
        self.turned.remove()

    # --- house ---
    def make_vault(self):
        self.narrator.command(["ticketvault", "init", *self.service.places()])
        done = self.service.init()
        check(done.returncode == 0, f"init ended with {done.returncode}: {done.stderr.decode(errors='replace').strip()}")
        for path in (self.service.data, self.service.keys, self.service.custody):
            check(path.exists(), f"init made no {path.name}")
            check(path.stat().st_mode & 0o077 == 0, f"{path.name} is open to others")
        self.narrator.good("data, keys and custody key, each in its own place, readable by nobody else")

    def start_service(self):
        self.narrator.command(["ticketvaultd", *self.service.command()[1:]])
        self.service.start()
        check(self.service.setup_code, "no setup code was printed for a vault without admin")
        anybody = self.callers["anybody"] = self.service.caller("anybody")
        check(anybody.get("/healthz").expect(200).text.strip() == "ok", "/healthz does not say ok")
        check(anybody.get("/readyz").expect(200).json["ready"] is True, "/readyz does not say ready")
        version = anybody.get("/v1/version").expect(200).json
        check({"password", "otp-seed", "other"} <= set(version["kinds"]), "/v1/version does not list the kinds of credentials")
        self.verifier = version["verifier"]
        self.narrator.fact("ready on", self.service.url)
        self.narrator.fact("certificate", self.service.shown_fingerprint)
        self.narrator.fact("verifier key", self.verifier)
        self.narrator.fact("shredding level", version["level"])

    def make_accounts(self):
        anybody = self.callers["anybody"]
        # Made up here and nowhere else; the demo keeps them in a file of mode 0600.
        self.passwords = {login: "-".join(secrets.token_hex(3) for _ in range(3)) for login in ("ada", *(person[0] for person in PEOPLE))}
        asked = {"code": self.service.setup_code, "login": "ada", "password": self.passwords["ada"], "name": "Ada Holm"}
        anybody.post("/v1/setup", {**asked, "code": "AAAA-AAAA-AAAA-AAAA"}).expect(403)
        admin = anybody.post("/v1/setup", asked).expect(201).json
        check(admin["role"] == "admin" and admin["id"].startswith("per_"), "setup made no admin")
        anybody.post("/v1/setup", asked).expect_problem(409, "conflict")
        self.narrator.fact("ada", "admin, by the setup code the service printed once")
        ada = self.callers["ada"] = self.service.sign_in("ada", "ada", self.passwords["ada"])
        for login, role, name in PEOPLE:
            user = ada.post("/v1/users", {"login": login, "role": role, "password": self.passwords[login], "name": name}).expect(201).json
            check((user["login"], user["role"], user["disabled"]) == (login, role, False), f"{login} is not the {role} that was asked for")
            self.narrator.fact(login, f"{role}, {name}")
        (self.service.folder / "accounts").mkdir(mode=0o700)
        for login, password in self.passwords.items():
            self.password_file(login).touch(mode=0o600)
            self.password_file(login).write_text(password + "\n")

    def password_file(self, login):
        return self.service.folder / "accounts" / f"{login}.password"

    def sign_in(self):
        self.callers["anybody"].post("/v1/session", {"login": "dana", "password": "not-her-password-1", "kind": "bearer"}) \
            .expect_problem(401, "unauthenticated")
        for login, role, _ in PEOPLE:
            caller = self.callers[login] = self.service.sign_in(login, login, self.passwords[login])
            check(caller.get("/v1/session").expect(200).json["user"]["role"] == role, f"{login} is not signed in as {role}")
        self.narrator.good("dana, omar and ines signed in; a wrong password gets 401 and no hint")

    # --- the customer's side ---
    def submit(self):
        answer = self.callers["anybody"].post("/v1/tickets", self.corpus.ticket()).expect(201).json
        self.ticket = answer["id"]
        check(answer["state"] == "receiving", "a ticket with announced files must be receiving")
        check("ticket-vault/receipt/v2" in answer["receipt"], "no signed receipt came back")
        link = urllib.parse.urlsplit(answer["link"]["url"])
        check(link.fragment.endswith(answer["link"]["secret"]) and answer["link"]["secret"] not in link.path + link.query,
              "the link secret must stand in the fragment only")
        self.callers["marta"] = self.service.caller("marta", f"Ticket {self.ticket}.{answer['link']['secret']}")
        self.receipt, self.credentials = answer["receipt"], {entry["id"]: entry for entry in answer["credentials"]}
        self.attachments = {entry["name"]: entry for entry in answer["attachments"]}
        check(set(self.attachments) == set(self.corpus.attachments), "not every file was announced")
        entered = [entry for entry in answer["credentials"] if entry["source"] == "entered"]
        check(len(entered) == len(self.corpus.credentials), "not every entered credential was sealed")
        check("value" not in str(answer["credentials"]), "an answer shows a value")
        for entry, asked in zip(sorted(entered, key=lambda row: row["site"]), sorted(self.corpus.credentials, key=lambda row: row["site"])):
            check(entry["site"] == asked["site"] and entry["user"] == asked["user"], "an entered credential lost its label")
            self.values[entry["id"]] = asked["value"]
        self.narrator.fact("ticket", self.ticket)
        self.show_sealed(answer["credentials"])

    def show_sealed(self, credentials):
        for entry in credentials:
            rule = entry.get("rule")
            why = f"rule {rule}" if rule else f"{entry['source']}, {entry.get('site') or 'no site'}"
            if rule == "copy":
                why = "the same value as one found before"
            self.narrator.fact("sealed " + entry["kind"], f"{entry['id'][:12]}…  {why}")

    def upload(self):
        marta = self.callers["marta"]
        for name, data in self.corpus.attachments.items():
            self.callers["dana"].get("/v1/tickets/" + self.ticket).expect_problem(404, "not-found")  # not complete, not in the queue
            answer = marta.put(self.attachments[name]["upload"], data).expect(200).json
            self.attachments[name] = answer
            self.credentials.update({entry["id"]: entry for entry in answer["credentials"]})
            if answer["state"] == "sealed_whole":
                self.values[answer["original"]] = data
                self.narrator.good(f"{name}: sealed as a whole ({answer['sealed_reason']})")
            else:
                self.narrator.good(f"{answer['sealed_count']} secrets sealed in {name}")
                self.show_sealed(answer["credentials"])
        check(self.attachments["spinner.png"]["state"] == "sealed_whole", "a picture cannot be rewritten and must be sealed whole")
        check(self.attachments["store.env"]["state"] == "stored", "store.env was not rewritten")
        check(marta.get("/v1/tickets/" + self.ticket).expect(200).json["state"] == "open", "complete, but not open")

    # --- what agents see ---
    def read_ticket(self):
        dana = self.callers["dana"]
        rows = [row for row in dana.get("/v1/tickets?limit=10").expect(200).json["data"] if row["id"] == self.ticket]
        check(len(rows) == 1 and rows[0]["state"] == "open", "the ticket is not in the queue")
        self.narrator.fact("queue", f"1 ticket, {rows[0]['sealed_live']} sealed, nearest expiry {rows[0].get('nearest_expiry', 'none')}")
        ticket = dana.get("/v1/tickets/" + self.ticket).expect(200).json
        self.credentials.update({entry["id"]: entry for entry in ticket["credentials"]})
        for field, original in (("description", self.corpus.description), ("environment", self.corpus.environment)):
            sealed = align(original, ticket[field], field)
            check_covered(sealed, self.corpus.planted_texts, original, field)
            for entry in sealed:
                check(entry.credential in self.credentials, f"{field}: a placeholder names an unknown credential")
                self.values[entry.credential] = entry.value
        lines = short(ticket["description"]).split("\n")
        first = next(number for number, line in enumerate(lines) if "wp-admin" in line)
        self.narrator.block("\n".join(lines[first : first + 7]))
        self.narrator.block("\n".join(line for line in short(ticket["environment"]).split("\n") if "[sealed:" in line or "smtp_user" in line))
        check(all(entry["state"] == "sealed" for entry in ticket["credentials"]), "something was not sealed")

    def read_attachments(self):
        dana = self.callers["dana"]
        for name in ("store.env", "checkout.har"):
            original = self.corpus.attachments[name].decode()
            answer = dana.get("/v1/attachments/" + self.attachments[name]["id"]).expect(200)
            check(answer.headers["content-type"].startswith("text/plain"), f"{name}: a file of a stranger must come as plain text")
            check(answer.headers.get("content-disposition", "").startswith("attachment"), f"{name}: it must come as a download")
            sealed = align(original, answer.text, name)
            check_covered(sealed, self.corpus.planted_texts, original, name)
            check(len(answer.body) == self.attachments[name]["stored_size"], f"{name}: stored_size is wrong")
            self.values.update({entry.credential: entry.value for entry in sealed})
            self.narrator.fact(name, f"{len(sealed)} placeholders, every other byte as sent")
            if name == "store.env":
                self.narrator.block("\n".join(line for line in short(answer.text).split("\n") if "DB_" in line or "PARCEL" in line))
        dana.get("/v1/attachments/" + self.attachments["spinner.png"]["id"]).expect_problem(409, "conflict")

    # --- grants ---
    def id_of(self, value):
        return next(credential for credential, sealed in self.values.items() if sealed == value)

    def ask(self, login, credential, reason, **more):
        body = {"reason": reason, "duration_seconds": 1800, **more}
        grant = self.callers[login].post(f"/v1/credentials/{credential}/grants", body).expect(201).json
        check(grant["state"] == "requested" and grant["credential"] == credential, "the request is not a requested grant")
        return grant["id"]

    def unseal_by(self, login, grant):
        return self.callers[login].post(f"/v1/grants/{grant}/unseal")

    def request_grant(self):
        self.wanted = self.id_of("Kettle!boils7Times")
        self.callers["dana"].post(f"/v1/credentials/{self.wanted}/grants", {"reason": "short", "duration_seconds": 1800}).expect_problem(422, "invalid")
        self.grant = self.ask("dana", self.wanted, REASON, unseals_max=1)
        self.narrator.fact("credential", self.wanted)
        self.narrator.fact("reason", REASON)
        self.narrator.fact("asked for", "30 minutes, 1 unseal")

    def unseal_too_early(self):
        answer = self.unseal_by("dana", self.grant)
        answer.expect_problem(403, "permission-required")
        self.narrator.refusal(answer, "the customer has not approved")

    def approve(self):
        marta = self.callers["marta"]
        waiting = marta.get(f"/v1/grants?state=requested&ticket={self.ticket}").expect(200).json["data"]
        check([grant["id"] for grant in waiting] == [self.grant], "Marta does not see the request")
        check(waiting[0]["reason"] == REASON and waiting[0]["agent_name"] == "Dana Whitlock", "Marta cannot see who asks and why")
        self.callers["omar"].post(f"/v1/grants/{self.grant}/approve").expect_problem(403, "forbidden")
        grant = marta.post(f"/v1/grants/{self.grant}/approve").expect(200).json
        check(grant["state"] == "approved", "approved, but the grant does not say so")
        self.narrator.good(f"who asks: {waiting[0]['agent_name']}; why: {waiting[0]['reason']}")

    def unseal(self):
        answer = self.unseal_by("dana", self.grant).expect(200).json
        check(answer["value"] == self.values[self.wanted], "the unsealed value is not the one that was sealed")
        entries = self.callers["ines"].get(f"/v1/audit/entries?from={answer['audit_seq']}&limit=1").expect(200).json["data"]
        check(len(entries) == 1 and entries[0]["seq"] == answer["audit_seq"], "the entry the answer names is not in the log")
        entry = entries[0]
        check(entry["event"] == "credential.unsealed" and entry["entry"]["credential"] == self.wanted, "the entry is about something else")
        check(answer["grant"]["unseals_done"] == 1, "the unseal was not counted")
        self.narrator.fact("value", masked(answer["value"]) + "   (shown to Dana only; masked here)")
        self.narrator.fact(f"audit entry {entry['seq']}", f"{entry['event']} at {entry['time']},")
        self.narrator.say("committed to disk before the value left the service; the answer carries its number.")

    def unseal_as_other_agent(self):
        answer = self.unseal_by("omar", self.grant)
        answer.expect_problem(403, "forbidden")
        self.narrator.refusal(answer, "a grant is for one person")

    def unseal_used_up(self):
        answer = self.unseal_by("dana", self.grant)
        answer.expect_problem(403, "permission-required")
        self.narrator.refusal(answer, "the grant is used up")
        check(self.callers["dana"].get("/v1/grants/" + self.grant).expect(200).json["state"] == "used_up", "the grant is not used up")

    def refuse(self):
        self.refused = self.ask("omar", self.id_of("wD4-harbour-Quill"), "Look at the plugin's files over FTP")
        check(self.callers["marta"].post(f"/v1/grants/{self.refused}/refuse").expect(200).json["state"] == "denied", "refused, but not denied")
        answer = self.unseal_by("omar", self.refused)
        answer.expect_problem(403, "permission-required")
        self.narrator.refusal(answer, "the customer refused")

    def unseal_original(self):
        original = self.attachments["spinner.png"]["original"]
        grant = self.ask("dana", original, "See what the spinner looks like at that moment")
        self.callers["marta"].post(f"/v1/grants/{grant}/approve").expect(200)
        answer = self.unseal_by("dana", grant).expect(200)
        check(answer.headers["content-type"].startswith("application/octet-stream"), "a sealed original must come as octets")
        check(answer.body == self.corpus.attachments["spinner.png"], "the original came back changed")
        self.narrator.good(f"spinner.png, {len(answer.body)} bytes, exactly as sent; one entry in the log")

    # --- endings ---
    def revoke(self):
        self.revoked = self.id_of("Ginger+Nut-panel88")
        grant = self.ask("dana", self.revoked, "Restart PHP in the hosting panel")
        self.callers["marta"].post(f"/v1/grants/{grant}/approve").expect(200)
        answer = self.callers["marta"].delete("/v1/credentials/" + self.revoked).expect(200).json
        self.certificates[self.revoked] = answer["certificate"]
        refused = self.unseal_by("dana", grant)
        problem = refused.expect_problem(410, "gone")
        check(problem.get("certificate") == answer["certificate"], "the refusal does not carry the certificate")
        self.narrator.refusal(refused, "the panel password is gone, although the grant was approved")
        self.narrator.block("\n".join(answer["certificate"].split("\n")[:8]))

    def close(self):
        answer = self.callers["dana"].post(f"/v1/tickets/{self.ticket}/close").expect(200).json
        check(answer["state"] == "closed", "closed, but not closed")
        self.certificates.update({entry["id"]: entry["certificate"] for entry in answer["shredded"]})
        check(set(self.certificates) == set(self.values), "the certificates are not one per credential")
        left = self.callers["dana"].get("/v1/tickets/" + self.ticket).expect(200).json
        check(left["sealed_live"] == 0 and all(entry["state"] == "shredded" for entry in left["credentials"]), "something was left")
        check("[sealed:" in left["description"], "the redacted text must stay readable")
        self.narrator.good(f"{len(answer['shredded'])} credentials shredded, one signed certificate each")

    def unseal_after_close(self):
        answer = self.unseal_by("dana", self.grant)
        problem = answer.expect_problem(410, "gone")
        check(problem.get("certificate") == self.certificates[self.wanted], "410 without the certificate")
        check(problem.get("credential") == self.wanted, "410 without the credential it speaks of")
        self.narrator.refusal(answer, "shredded; the answer carries the certificate")
        self.callers["dana"].post(f"/v1/credentials/{self.wanted}/grants", {"reason": REASON, "duration_seconds": 600}).expect(410)
        for credential, certificate in self.certificates.items():
            note = self.callers["marta"].get("/v1/certificates/" + credential).expect(200)
            check(note.text == certificate, "the certificate differs from the one given at the end")
            check(len(note.body) <= 4096, "a certificate is longer than 4 KB")

    def verify_certificate(self):
        folder = self.service.folder / "certificates"
        folder.mkdir(exist_ok=True)
        for credential, certificate in self.certificates.items():
            (folder / f"{credential}.txt").write_text(certificate)
        file = folder / f"{self.wanted}.txt"
        self.narrator.block(file.read_text())
        self.run(["certificate", "verify", file, "--key", self.verifier], 0)
        changed = folder / "changed.txt"
        changed.write_text(self.certificates[self.wanted].replace(self.wanted, self.revoked))
        self.narrator.say("The same with another credential's id written over its own:")
        self.run(["certificate", "verify", changed, "--key", self.verifier], 4)
        changed.unlink()

    def run(self, arguments, code):
        """One command of ticketvault, shown with what it said."""
        self.narrator.command(["ticketvault", *arguments])
        done = self.service.tool(*arguments)
        said = (done.stdout + done.stderr).decode(errors="replace")
        self.narrator.block(said)
        check(done.returncode == code, f"ticketvault {arguments[0]} {arguments[1]} ended with {done.returncode} instead of {code}: {said.strip()[-400:]}")
        return said

    def audit(self):
        ines = self.callers["ines"]
        entries = ines.get(f"/v1/audit/entries?ticket={self.ticket}&limit=200").expect(200).json["data"]
        seen = [entry for entry in entries if entry["event"] in ("credential.unsealed", "original.unsealed")]
        check(len([entry for entry in seen if entry["entry"].get("outcome", "ok") != "refused"]) == 2, "the log does not name exactly the two unseals")
        for entry in seen:
            refused = entry["entry"].get("outcome") == "refused"
            self.narrator.fact(entry["time"][11:19] + " " + (entry.get("actor_name") or "?"), entry["event"] + (", refused" if refused else ""))
        self.run(["login", self.service.url, "--login", "ines", "--fingerprint", self.service.shown_fingerprint,
                  "--password-file", self.password_file("ines")], 0)
        self.run(["audit", "verify"], 0)
        verdict = ines.post("/v1/audit/verify").expect(200).json
        check(verdict["ok"] is True and verdict["entries"] >= len(entries), "the log does not verify")
        self.narrator.good(f"the service agrees: {verdict['entries']} entries (that check is one of them), {verdict['checkpoints']} signed "
                           "checkpoints, every hash computed again")

    def search(self):
        roots = [self.service.data, self.service.keys, self.service.log, *self.turned.roots()]
        found, planted = control(roots, self.corpus.planted)
        check(found == planted, f"the search finds only {found} of {planted} planted forms: it would prove nothing")
        self.narrator.say(f"First the search itself: planted into a copy, it finds {found} of {planted} forms "
                          f"({len(self.corpus.planted)} secrets as text, hex, base64 at 3 offsets, UTF-16).")
        result = search_files(roots, self.corpus.planted)
        for path, number, form in result.hits:
            self.narrator.say(f"HIT: planted secret {number} as {form} in {path.name}")
        check(not result.hits, f"{len(result.hits)} hits of planted secrets on disk")
        self.narrator.good(f"{len(result.hits)} hits in {result.files} files, {result.bytes} bytes")


def walk(story, between=lambda title: None):
    for title, step in story.steps():
        step()
        between(title)
