"""What the command line tells a person: who wrote, what ended and how, what to do next. The words are the product's here."""
import json
import shlex
import subprocess

from client import check
from tool import lines, ran, remote

REASON = "Look at the shop with it"
SECRET = "Words-Otter-Quay-31"


def login(service, bench, name):
    password = lines(service, name + ".password", bench.passwords[name])
    return ran(service, "login", service.url, "--fingerprint", service.fingerprint, "--login", name, "--password-file", password)


def one_ticket(people, **more):
    answer = people["carl"].post("/v1/tickets", {"subject": "Words", "description": "please look",
                                                 "credentials": [{"kind": "password", "value": SECRET, **more}]}).expect(201).json
    return answer["id"], answer["credentials"][0]["id"]


def allowed(people, credential, **more):
    grant = people["dana"].post(f"/v1/credentials/{credential}/grants", {"reason": REASON, "duration_seconds": 600, **more}).expect(201).json["id"]
    people["carl"].post(f"/v1/grants/{grant}/approve").expect(200)
    return grant


def test_messages_name_who_wrote_them(bench):
    service, people = bench.prepared()
    ticket, _ = one_ticket(people)
    written = people["dana"].post(f"/v1/tickets/{ticket}/messages", {"body": "we are on it"}).expect(201).json
    check(written["author_name"] == "Dana", f"the answer names {written['author_name']}")
    people["carl"].post(f"/v1/tickets/{ticket}/messages", {"body": "thank you"}).expect(201)
    for reader in ("carl", "omar"):
        seen = people[reader].get("/v1/tickets/" + ticket).expect(200).json["messages"]
        check([one["author_name"] for one in seen] == ["Dana", "Carl"], f"{reader} reads {seen}")
        out, _ = ran(service, "ticket", "show", ticket, *remote(service, people[reader]))
        check(f"Message by agent Dana ({written['author']}), " in out and "Message by customer Carl (per_" in out, f"{reader} is not told who wrote: {out}")


def test_a_guest_without_a_name_is_known_by_the_id(bench):
    service, people = bench.prepared()
    made = people["anybody"].post("/v1/tickets", {"subject": "Guest", "description": "please look"}).expect(201).json
    guest = service.caller("guest", f"Ticket {made['id']}.{made['link']['secret']}")
    written = guest.post(f"/v1/tickets/{made['id']}/messages", {"body": "anything new?"}).expect(201).json
    check(written["author_name"] == "", f"a name out of nowhere: {written['author_name']}")
    out, _ = ran(service, "ticket", "show", made["id"], *remote(service, people["dana"]))
    check(f"Message by guest {written['author']}, " in out, f"the guest is not shown: {out}")


def test_readers_of_metadata_are_told_that_texts_are_withheld(bench):
    service, people = bench.prepared()
    ticket, _ = one_ticket(people)
    for reader in ("ines", "ada"):
        for words in (["ticket", "show", ticket], ["ticket", "list"]):
            out, err = ran(service, *words, *remote(service, people[reader]))
            check(ticket in out and "read tickets as metadata" in err and "Description" not in out, f"{reader}, {words[1]}: {out}{err}")
    out, err = ran(service, "ticket", "show", ticket, *remote(service, people["dana"]))
    check("please look" in out and not err, "control: an agent reads it, and nothing is said")


def test_a_grant_that_ended_early_shows_how_and_no_time_to_come(bench):
    service, people = bench.prepared()
    _, credential = one_ticket(people)
    grant = allowed(people, credential, unseals_max=2)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200)
    as_carl = remote(service, people["carl"])
    check("\nends  " in ran(service, "grant", "show", grant, *as_carl)[0], "control: a live one has an end to come")
    out, err = ran(service, "grant", "revoke", grant, *as_carl)
    check(f"ticketvault credential shred {credential}" in err, f"how to destroy it too is not said: {err}")
    shown, _ = ran(service, "grant", "show", grant, *as_carl)
    check("\nended " in shown and "revoked" in shown and "\nends " not in shown, f"it still shows an end to come: {shown}")
    check("ended: revoked" in ran(service, "grant", "list", *as_carl)[0], "the list does not say how it ended")
    second = allowed(people, credential)
    people["dana"].post(f"/v1/grants/{second}/unseal").expect(200)
    check("ended: used up" in ran(service, "grant", "list", *as_carl)[0], "the list does not say that it is used up")
    with_it = allowed(people, credential, unseals_max=2)
    people["dana"].post(f"/v1/grants/{with_it}/unseal").expect(200)
    third = allowed(people, credential)
    _, err = ran(service, "grant", "revoke", third, "--shred", *as_carl)
    check("ended: with its credential" in ran(service, "grant", "list", *as_carl)[0], "a grant that ended with its credential seems to have run its time")
    check("credential shred" not in err and f"certificate show {credential}" in err, f"after --shred: {err}")


def test_an_opened_original_names_its_entry(bench):
    service, people = bench.prepared()
    ticket, _ = one_ticket(people)
    original = b"\x00\x01\x02 not text \xff\xfe" * 300
    place = people["carl"].post(f"/v1/tickets/{ticket}/attachments", {"name": "core.bin", "size": len(original)}).expect(201).json
    stored = people["carl"].put(place["upload"], original).expect(200).json
    check(stored["state"] == "sealed_whole", f"control: it is {stored['state']}")
    as_dana = remote(service, people["dana"])
    grant = allowed(people, stored["original"], unseals_max=3)
    for number, form in enumerate(([], ["--json"])):
        file = service.folder / f"core{number}.bin"
        out, err = ran(service, "credential", "unseal", grant, "-o", file, *form, *as_dana)
        row = people["ines"].get("/v1/audit/entries?event=original.unsealed&limit=200").expect(200).json["data"][-1]
        check(file.read_bytes() == original, "other bytes came back")
        if form:
            said = json.loads(out)
            check(said["audit_seq"] == row["seq"] and said["original"] is True and said["credential"] == stored["original"]
                  and said["grant"]["unseals_done"] == number + 1, f"the document: {said}")
        else:
            check(f"on the record, audit entry {row['seq']}; 2 left, the grant ends in" in err and not out, f"what was said: {err}")


def test_the_current_password_is_no_new_one(bench):
    service, people = bench.prepared()
    other = service.sign_in("dana", "dana", bench.passwords["dana"])
    same = lines(service, "same", bench.passwords["dana"])
    _, err = ran(service, "user", "password", *remote(service, people["dana"]), "--current-file", same, "--password-file", same, code=1)
    check("a new password is expected" in err and "/password" in err and bench.passwords["dana"] not in err, f"what was said: {err}")
    other.get("/v1/tickets").expect(200)
    problem = people["dana"].send("PUT", "/v1/session/password", {"current_password": bench.passwords["dana"], "password": bench.passwords["dana"]})
    check(problem.expect_problem(422, "invalid")["pointer"] == "/password", "the problem names another field")


def test_a_sign_in_that_ended_says_what_to_do(bench):
    service, people = bench.prepared()
    login(service, bench, "dana")
    ran(service, "ticket", "list")
    people["ada"].patch("/v1/users/" + people["dana"].get("/v1/session").json["user"]["id"], {"disabled": True}).expect(200)
    _, err = ran(service, "ticket", "list", code=1)
    check(f"your session there has ended or was idle too long; sign in again: ticketvault login {service.url} --login dana\n" in err, f"a session: {err}")
    _, err = ran(service, "ticket", "list", *remote(service, people["dana"]), code=1)
    check("token in the token file" in err and "ticketvault login" in err, f"a token: {err}")
    made = people["anybody"].post("/v1/tickets", {"subject": "Guest", "description": "please look"}).expect(201).json
    url = made["link"]["url"]
    link = lines(service, "ticket.link", url[:-5] + ("B" if url[-5] == "A" else "A") + url[-4:], service.fingerprint)
    _, err = ran(service, "ticket", "show", made["id"], "--link-file", link, code=1)
    check("link in the link file opens nothing there" in err and "ticketvault login" not in err, f"a guest's link: {err}")
    answer = service.caller("guest", f"Ticket {made['id']}.{'A' * 43}").get("/v1/tickets/" + made["id"]).expect_problem(401, "unauthenticated")
    check("ticket link" in answer["detail"], f"the service says {answer['detail']}")


def test_a_filter_for_what_is_not_there_is_an_error(bench):
    service, people = bench.prepared()
    ticket, credential = one_ticket(people)
    other, foreign = one_ticket(people)
    nothing = "0" * 26
    people["dana"].get(f"/v1/grants?ticket=tkt_{nothing}").expect_problem(404, "not-found")
    for path in (f"/v1/audit/entries?ticket=tkt_{nothing}", f"/v1/audit/entries?credential=crd_{nothing}",
                 f"/v1/audit/entries?ticket={ticket}&credential={foreign}", f"/v1/audit/entries?actor=per_{nothing}"):
        people["ines"].get(path).expect_problem(404, "not-found")
    people["kaya"].get(f"/v1/grants?ticket={ticket}").expect_problem(404, "not-found")
    check(people["ines"].get(f"/v1/audit/entries?ticket={ticket}&event=grant.approved").expect(200).json["data"] == [], "control: nothing happened, and that is an answer")
    check(people["ines"].get(f"/v1/audit/entries?ticket={ticket}&credential={credential}").expect(200).json["data"], "control: a credential of the ticket")
    ran(service, "audit", "log", "--ticket", "tkt_" + nothing, *remote(service, people["ines"]), code=1)
    ran(service, "audit", "who-saw", "tkt_" + nothing, *remote(service, people["ines"]), code=1)


def test_the_link_file_keeps_the_authorities_and_comes_through_a_pipe(bench):
    service, people = bench.prepared()
    text = lines(service, "problem.txt", "please look")
    authorities = service.keys / "tls.crt"
    for name, trust in (("by-ca", ["--ca", authorities]), ("by-fingerprint", ["--fingerprint", service.fingerprint])):
        link = service.folder / (name + ".link")
        out, _ = ran(service, "ticket", "submit", "--server", service.url, *trust, "--subject", "S", "--description", text, "--link-out", link)
        ticket = out.split()[1]
        ran(service, "ticket", "show", ticket, "--link-file", link)
        ran(service, "ticket", "show", ticket, "--link-file", "-", stdin=link.read_bytes())
        both = link.read_bytes().splitlines(keepends=True)[0] + b"one more thing\n"
        ran(service, "ticket", "reply", ticket, "--link-file", "-", "--message", "-", *trust, stdin=both)
        check("one more thing" in ran(service, "ticket", "show", ticket, "--link-file", link)[0], "a message behind the link's line is lost")
    check((service.folder / "by-ca.link").read_text().splitlines()[1] == f"CA:{authorities}", "the authorities are not in the link file")


def test_setup_ends_with_the_command_to_sign_in(bench):
    service = bench.service()
    check(service.init().returncode == 0, "init failed")
    service.start()
    password = lines(service, "password", "A-New-Harbour-54")
    _, err = ran(service, "user", "setup", "--server", service.url, "--fingerprint", service.fingerprint, "--login", "ada'o",
                 "--code-file", lines(service, "code", service.setup_code), "--password-file", password)
    command = shlex.split(err.strip().splitlines()[-1])
    check(command[:2] == ["ticketvault", "login"], f"what was said: {err}")
    ran(service, *command[1:], "--password-file", password)
    out, _ = ran(service, "whoami")
    check("ada'o" in out and service.url in out, f"who am I: {out}")


def test_logout_ends_the_session_there_or_says_that_it_did_not(bench):
    service, _ = bench.prepared()
    login(service, bench, "dana")
    saved = next((service.folder / "home").rglob("session.json"))
    token = json.loads(saved.read_text())["token"]
    saved.chmod(0o644)
    ran(service, "logout")
    service.caller("old", "Bearer " + token).get("/v1/session").expect_problem(401, "unauthenticated")
    login(service, bench, "dana")
    service.stop()
    _, said = ran(service, "logout", code=5)
    check("the server was not told" in said and not saved.exists(), f"it says: {said}")
    service.start()


def test_a_value_of_several_lines_is_sealed_whole(bench):
    service, people = bench.prepared()
    ticket = people["carl"].post("/v1/tickets", {"subject": "Key", "description": "the key comes by itself"}).expect(201).json["id"]
    key = b"-----BEGIN PRIVATE KEY-----\n" + b"MC4CAQAwBQYDK2VwBCIEIExampleExampleExampleExampleExample0000\n" * 90 + b"-----END PRIVATE KEY-----"
    file = service.folder / "id.pem"
    file.write_bytes(key + b"\n")
    added = json.loads(ran(service, "credential", "add", ticket, "--kind", "private-key", "--value-file", file, "--json", *remote(service, people["carl"]))[0])
    grant = allowed(people, added["id"])
    check(ran(service, "credential", "unseal", grant, *remote(service, people["dana"]))[0] == key.decode(), "the key came back changed")
    file.write_bytes(b"x" * (64 * 1024 + 1))
    _, said = ran(service, "credential", "add", ticket, "--kind", "other", "--value-file", file, *remote(service, people["carl"]), code=1)
    check("longer than 65536 bytes" in said, f"it says: {said}")


def test_a_close_whose_certificates_cannot_be_kept_says_that_it_closed(bench):
    service, people = bench.prepared()
    ticket, credential = one_ticket(people)
    proofs = service.folder / "proofs"
    (proofs / f"{credential}.certificate").mkdir(parents=True)  # cannot be replaced, whoever we are
    out, said = ran(service, "ticket", "close", ticket, "--now", "--certificates", proofs, *remote(service, people["carl"]), code=1)
    check(f"Closed {ticket}: 1 credential shredded" in out, f"it says: {out}")
    check("1 of its 1 certificates could not be kept" in said and "certificate show" in said, f"it says: {said}")
    check(people["carl"].get("/v1/tickets/" + ticket).expect(200).json["state"] == "closed", "it is not closed")


def test_an_unseal_that_ends_says_why(bench):
    service, people = bench.prepared()
    _, credential = one_ticket(people)
    grant = allowed(people, credential, unseals_max=1)
    ran(service, "credential", "unseal", grant, *remote(service, people["dana"]))
    _, said = ran(service, "credential", "unseal", grant, *remote(service, people["dana"]), code=1)
    check("the grant is used up" in said, f"it says: {said}")


def test_an_unseal_that_reaches_nobody_says_how_to_fetch_the_value(bench):
    service, people = bench.prepared()
    _, credential = one_ticket(people)
    grant = allowed(people, credential)
    words = shlex.join([service.program("ticketvault"), *map(str, ("credential", "unseal", grant, *remote(service, people["dana"])))])
    said = subprocess.run(["sh", "-c", words + " > /dev/full"], stderr=subprocess.PIPE, check=False).stderr.decode()
    check("--again fetches it once more" in said, f"it says: {said}")
    out, _ = ran(service, "credential", "unseal", grant, "--again", *remote(service, people["dana"]))
    check(out == SECRET, "the value was not fetched again")
