"""What the auditor's commands say, and what they end with, where somebody would rather they said something else."""
import csv
import io
import json
import signal
import threading
import time

from client import check
from service import Service
from test_audit import Auditor
from test_roles import REASON, one_ticket


def another_key(bench, service):
    """A file with the verifier key of another vault."""
    other = Service(service.binaries, bench.folder())
    other.init()
    shown = json.loads(other.tool("keys", "status", *other.places(), "--json").stdout)
    key = other.folder / "other.key"
    key.write_text(shown["verifier"] + "\n")
    return key


def test_a_log_signed_with_another_key_is_found_by_the_kept_one(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    other = another_key(bench, service)
    auditor.audit("verify", "--key-file", auditor.key)
    done = service.tool("audit", "verify", *auditor.remote, "--key-file", other)
    check(done.returncode == 7 and b"another key than the expected one" in done.stderr and not done.stdout, f"through the service: {done}")
    told = service.tool("audit", "verify", *auditor.remote, "--key-file", other, "--json")
    check(told.returncode == 7 and json.loads(told.stdout)["fault"] == "unknown_key", f"as JSON: {told}")
    auditor.audit("verify", "--key", "garbage", code=2)
    service.stop()
    auditor.run("audit", "verify", *service.places(), "--key-file", auditor.key)
    auditor.run("audit", "verify", *service.places(), "--key-file", other, code=7)


def test_a_guest_is_not_taken_for_an_agent(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    dana = people["dana"].get("/v1/session").expect(200).json["user"]["id"]
    made = people["anybody"].post("/v1/tickets", {"subject": "x", "description": "y", "contact": {"name": f"Dana ({dana})" + " " * 14 + ".", "email": "g@x.example"},
                                                  "credentials": [{"kind": "password", "value": "Qq-1234-zz"}]}).expect(201).json
    guest = service.caller("guest", f"Ticket {made['id']}.{made['link']['secret']}")
    grant = people["dana"].post(f"/v1/credentials/{made['credentials'][0]['id']}/grants", {"reason": REASON, "duration_seconds": 600}).expect(201).json["id"]
    guest.post(f"/v1/grants/{grant}/approve").expect(200)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200)
    rows = json.loads(auditor.audit("log", "--ticket", made["id"], "--json"))["data"]
    submitter = next(row["entry"]["actor"] for row in rows if row["event"] == "ticket.submitted")
    check(submitter != dana, "control: the guest is somebody else")
    following = service.tool_started("audit", "log", "--follow", "--ticket", made["id"], *auditor.remote)
    bench.at_end(following.wait)
    bench.at_end(following.kill)
    followed = [following.stdout.readline().decode() for _ in rows][-10:]
    listed = auditor.audit("log", "--ticket", made["id"]).splitlines()[1:]
    for shown in (followed, listed):
        for row, line in zip(rows[-len(shown):], shown):
            words = line.split()
            if "actor" in row["entry"]:
                check(words[0] == str(row["seq"]) and words[4:6] == [row["entry"]["actor"], row["entry"]["role"]], f"who it was: {line}")
    report = auditor.audit("report")
    check([line.split()[0] for line in report.splitlines() if "Dana" in line] == [dana, submitter], f"report: {report}")
    counted = json.loads(auditor.audit("report", "--json"))
    check(counted["by_agent"] == [{"id": dana, "role": "agent", "name": "Dana", "count": 1}] and counted["by_customer"][0]["id"] == submitter, f"report: {counted}")
    seen = auditor.audit("who-saw", made["id"])
    check(f"  {dana}  agent  Dana  " in seen and REASON in seen, f"who saw: {seen}")


def test_what_was_refused_is_told_and_that_there_was_more(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    ticket, credential = one_ticket(people)
    grant = people["dana"].post(f"/v1/credentials/{credential}/grants", {"reason": REASON, "duration_seconds": 600}).expect(201).json["id"]
    people["ines"].post(f"/v1/grants/{grant}/unseal").expect(403)
    log = auditor.audit("log", "--ticket", ticket)
    refused = next(line for line in log.splitlines() if "access.refused" in line)
    check("POST /v1/grants/{grant}/unseal" in refused and grant in refused and "from 127.0.0.1" in refused, f"what was refused: {refused}")
    check(b"Not every" not in service.tool("audit", "who-saw", ticket, *auditor.remote).stderr, "control: all are listed")
    for _ in range(40):
        people["dana"].post(f"/v1/grants/{grant}/unseal").expect(403)
    done = service.tool("audit", "who-saw", ticket, *auditor.remote)
    check(b"Not every refused attempt is listed: once" in done.stderr, f"limited: {done.stderr.decode()}")


def test_a_spreadsheet_gets_every_member_and_no_formula(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    ticket, credential = one_ticket(people)
    reason = "see below;=HYPERLINK(A1)"
    grant = people["dana"].post(f"/v1/credentials/{credential}/grants", {"reason": reason, "duration_seconds": 600}).expect(201).json["id"]
    people["ines"].post(f"/v1/grants/{grant}/unseal").expect(403)
    people["carl"].post(f"/v1/grants/{grant}/approve").expect(200)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200)
    people["carl"].post(f"/v1/tickets/{ticket}/close").expect(200)
    told = {row["seq"]: row for row in json.loads(auditor.audit("log", "--ticket", ticket, "--json"))["data"]}
    rows = list(csv.DictReader(io.StringIO(auditor.audit("log", "--ticket", ticket, "--csv"))))
    check([int(row["seq"]) for row in rows] == list(told), f"rows: {rows}")
    check("".join(row["reason"] for row in rows) == "see below;'=HYPERLINK(A1)", f"reasons: {rows}")
    apart = {"v", "seq", "time", "event", "private"}  # in the row itself, in words; or ciphertext
    for row in rows:
        entry = told[int(row["seq"])]["entry"]
        for name in entry.keys() - apart:
            check(row[name].removeprefix("'") == str(entry[name]), f"{name} of {row}")
    check(any(row["act"] for row in rows) and any(row["unseals_left"] for row in rows) and any(row["kc"] for row in rows), "control: they are there")


def test_following_goes_on_behind_a_restart_and_loses_nothing(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    followers = [service.tool_started("audit", "log", "--follow", "--event", "ticket.submitted", "--json", *auditor.remote),
                 service.tool_started("audit", "log", "--follow", "--from", 0, "--json", *auditor.remote)]
    for one in followers:
        bench.at_end(one.wait)
        bench.at_end(one.kill)
        in_vain = threading.Timer(60, one.kill)  # a line that never comes ends the test
        bench.at_end(in_vain.cancel)
        in_vain.start()
    check(json.loads(followers[1].stdout.readline())["seq"] == 0, "control: the second one follows")
    time.sleep(2)  # the first one has nothing to show yet, and has looked
    service.port = service.address[1]
    service.stop()
    for one in followers:
        check("trying again" in json.loads(one.stderr.readline())["notice"], "not told that the server is lost")
    for one in followers:
        one.send_signal(signal.SIGSTOP)
    service.start()
    made = [one_ticket(people)[0] for _ in range(12)]  # more than the newest ten, before it looks again
    for one in followers:
        one.send_signal(signal.SIGCONT)
    check([json.loads(followers[0].stdout.readline())["entry"]["ticket"] for _ in made] == made, "tickets of the time behind the restart are lost")
    last = json.loads(followers[1].stdout.readline())
    for _ in range(3 * len(made)):
        following = json.loads(followers[1].stdout.readline())
        check(following["seq"] == last["seq"] + 1, f"an entry is lost: {following}")
        last = following
    for one in followers:
        one.send_signal(signal.SIGINT)
        check(one.wait(10) == -signal.SIGINT, "Ctrl-C does not end it as it ends others")
        told = [json.loads(line)["notice"] for line in one.stderr.read().splitlines()]
        check(len(told) == 1 and "is back" in told[0], f"told: {told}")
    service.stop()
    auditor.audit("log", "--follow", code=5)  # one that never reached it


def test_following_ends_where_another_answers_for_the_server(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    following = service.tool_started("audit", "log", "--follow", "--from", 0, "--json", *auditor.remote)
    bench.at_end(following.wait)
    bench.at_end(following.kill)
    check(json.loads(following.stdout.readline())["seq"] == 0, "control: it follows")
    service.port = service.address[1]
    service.stop()
    for name in ("tls.crt", "tls.key"):
        (service.keys / name).unlink()
    service.start()
    check(following.wait(40) == 5, "it goes on asking who is not its server")
    check("certificate is not the expected one" in following.stderr.read().decode(), "not told why")


def test_a_report_names_its_period_and_what_is_sealed(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    _, credential = one_ticket(people)
    grant = people["dana"].post(f"/v1/credentials/{credential}/grants", {"reason": REASON, "duration_seconds": 600}).expect(201).json["id"]
    people["carl"].post(f"/v1/grants/{grant}/approve").expect(200)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200)
    shown = auditor.audit("report", "--since", "2026-01-01")
    check(shown.startswith("period") and "2026-01-01T00:00:00" in shown.splitlines()[0] and "half within " in shown and REASON in shown, f"report: {shown}")
    service.stop()
    sealed = auditor.run("audit", "report", *service.places())
    check("(sealed)" in sealed and "unknown" not in sealed and "the start of the log to " in sealed, f"offline: {sealed}")


def test_json_shows_no_name_in_another_order(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    name = "Dana \u202egnp.exe"
    people["anybody"].post("/v1/tickets", {"subject": "x", "description": "y", "contact": {"name": name, "email": "g@x.example"},
                                           "credentials": [{"kind": "password", "value": "Qq-1234-zz"}]}).expect(201)
    shown = auditor.audit("log", "--event", "ticket.submitted", "--json")
    check("\u202e" not in shown and "\\u202e" in shown, f"raw: {shown}")
    check(json.loads(shown)["data"][-1]["actor_name"] == name, "the name is another one")
