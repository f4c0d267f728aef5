"""The auditor's commands against a running service and against a copy of its folders, checked by a second verifier."""
import json
import os
import pathlib
import subprocess
import sys

from bench import Skip
from client import check
from test_roles import REASON, one_ticket

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "audit"))
import verifier  # noqa: E402


def opened_and_closed(people):
    """A ticket with one value opened once and then closed: its id and the two notes."""
    made = people["carl"].post("/v1/tickets", {"subject": "Audit", "description": "see the field",
                                               "credentials": [{"kind": "password", "value": "Audit-Otter-77x"}]}).expect(201).json
    credential = made["credentials"][0]["id"]
    grant = people["dana"].post(f"/v1/credentials/{credential}/grants", {"reason": REASON, "duration_seconds": 600}).expect(201).json["id"]
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect_problem(403, "permission-required")
    people["carl"].post(f"/v1/grants/{grant}/approve").expect(200)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200)
    closed = people["carl"].post(f"/v1/tickets/{made['id']}/close").expect(200).json
    return made["id"], made["receipt"], closed["shredded"][0]["certificate"]


class Auditor:
    def __init__(self, service, caller):
        self.service, self.folder = service, service.folder
        token = self.folder / "token"
        token.write_text(caller.authorization.removeprefix("Bearer ") + "\n")
        self.remote = ["--server", service.url, "--fingerprint", service.fingerprint, "--token-file", token]
        self.key = self.folder / "vault.key"
        self.key.write_text(caller.get("/v1/version").expect(200).json["verifier"] + "\n")

    def run(self, *arguments, code=0):
        done = self.service.tool(*arguments)
        check(done.returncode == code, f"{arguments[:2]}: {done.returncode} {done.stderr.decode()}")
        return done.stdout.decode()

    def audit(self, *arguments, code=0):
        return self.run("audit", *arguments, *self.remote, code=code)


def test_an_auditor_reads_proves_and_exports_the_log(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    key = verifier.Key(auditor.key.read_text())
    ticket, receipt, certificate = opened_and_closed(people)
    for note in (receipt, certificate):
        verifier.proof(note, key)
        check(len(note.encode()) < 4096, "a note of 4 KB or more")
    sealed = next(line.split(" ") for line in receipt.splitlines() if line.startswith("sealed "))
    check(f"kc {sealed[3]}" in certificate.splitlines() and f"ciphertext_hash {sealed[4]}" in certificate.splitlines(),
          "receipt and certificate name different keys")
    (service.folder / "receipt.txt").write_text(receipt)
    auditor.run("receipt", "verify", service.folder / "receipt.txt", "--key-file", auditor.key)

    rows = json.loads(auditor.audit("log", "--ticket", ticket, "--json"))["data"]
    events = [row["event"] for row in rows]
    check(events[0] == "ticket.submitted" and "credential.unsealed" in events and events[-2:] == ["credential.destroyed", "ticket.certified"], f"events: {events}")
    entry = json.dumps(rows[0]["entry"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    proof = people["ines"].get(f"/v1/audit/proofs/{rows[0]['seq']}").expect(200).body.decode()
    check(verifier.tlog_proof(proof, entry, key) == rows[0]["seq"], "a tlog-proof")
    here = next(row["address"] for row in rows if "address" in row)
    check(json.loads(auditor.audit("log", "--ticket", ticket, "--address", here, "--json"))["data"], "no entry from our own address")
    for spelt in ("::ffff:" + here, "127.0.0.0/8"):
        check(json.loads(auditor.audit("log", "--ticket", ticket, "--address", spelt, "--json"))["data"], f"no entry from {spelt}")
    check(not json.loads(auditor.audit("log", "--ticket", ticket, "--address", "192.0.2.1", "--json"))["data"], "an entry from nowhere")
    seen = json.loads(auditor.audit("who-saw", ticket, "--json"))["data"]
    check([row["entry"]["outcome"] for row in seen] == ["refused", "ok"], f"who saw: {seen}")
    report = json.loads(auditor.audit("report", "--json"))
    check(report["opens"] == 1 and report["by_reason"] == [{"name": REASON, "count": 1}] and report["by_agent"][0]["name"] == "Dana"
          and report["by_customer"][0]["name"] == "Carl" and report["approved_by_person"] == 1, f"report: {report}")

    auditor.audit("consistency", service.folder / "receipt.txt", "--key-file", auditor.key)
    auditor.audit("checkpoint", "-o", service.folder / "head")
    auditor.audit("export", "-o", service.folder / "log.bundle")
    auditor.run("audit", "verify", "--bundle", service.folder / "log.bundle", "--key-file", auditor.key)
    verifier.bundle((service.folder / "log.bundle").read_text(), key)
    auditor.audit("verify")


def test_a_receipt_that_has_no_place_is_not_asked_for(bench):
    service, people = bench.prepared()
    ticket, _ = one_ticket(people)
    carl = Auditor(service, people["carl"])
    kept = service.folder / "kept"
    kept.write_text("something else\n")
    issued = "/v1/audit/entries?event=receipt.issued"
    carl.run("receipt", "show", ticket, "-o", kept, *carl.remote, code=1)
    check(kept.read_text() == "something else\n", "a file was overwritten")
    check(not people["ines"].get(issued).expect(200).json["data"], "a receipt nobody got stands in the log")
    fresh = service.folder / "fresh"
    carl.run("receipt", "show", ticket, "-o", fresh, *carl.remote)
    carl.run("receipt", "verify", fresh, "--key-file", carl.key)
    check(len(people["ines"].get(issued).expect(200).json["data"]) == 1, "control: the receipt that was got stands there")


def test_the_log_is_listed_with_the_newest_last(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    one_ticket(people)
    everything = [row["seq"] for row in json.loads(auditor.audit("log", "--from", 0, "--limit", 10000, "--json"))["data"]]
    check(everything == list(range(len(everything))) and len(everything) > 12, f"the whole log: {everything}")
    newest = json.loads(auditor.audit("log", "--limit", 5, "--json"))
    shown = [row["seq"] for row in newest["data"]]
    check(shown == sorted(shown) and shown[0] > everything[-6] and len(shown) == 5, f"the newest: {shown}")
    earlier = json.loads(auditor.audit("log", "--limit", 5, "--before", newest["next_before"], "--json"))
    check([row["seq"] for row in earlier["data"]] == list(range(shown[0] - 5, shown[0])), f"those before: {earlier}")
    first = json.loads(auditor.audit("log", "--before", 3, "--json"))
    check([row["seq"] for row in first["data"]] == [0, 1, 2] and "next_before" not in first, f"the first: {first}")
    done = service.tool("audit", "log", "--limit", 3, *auditor.remote)
    check(b"Earlier entries: --before " in done.stderr, f"no way on: {done.stderr.decode()}")
    auditor.audit("log", "--from", 1, "--before", 3, code=2)


def on_read_only_media(folder):
    """Words before a command that then sees the folder on read-only media. Only root passes by modes, and only root can mount."""
    if os.geteuid() == 0:
        if subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL).returncode != 0:
            raise Skip("root may not mount anything here, as in a chroot or a container without the right to")
        script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
        return ["unshare", "--mount", "sh", "-c", script, str(folder)]
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    return []


def test_a_copy_on_read_only_media_is_verified_as_it_is(bench):
    service, people = bench.prepared()
    opened_and_closed(people)
    for end in (service.kill, service.stop):  # with a write-ahead log beside the database, and without
        end()
        copy = service.copy_to(bench.folder())
        before = sorted((str(path), path.stat().st_mtime_ns) for path in copy.folder.rglob("*"))
        words = on_read_only_media(copy.folder)
        written = subprocess.run([*words, "touch", str(copy.data / "made")], stderr=subprocess.DEVNULL)
        check(written.returncode != 0, "control: the folder can be written")
        for command in ("audit verify", "audit replay", "audit log", "audit overdue", "audit checkpoint", "keys drill"):
            done = subprocess.run([*words, service.program("ticketvault"), *command.split(), *copy.places()], capture_output=True,
                                  env={**os.environ, "NO_COLOR": "1"})
            check(done.returncode == 0, f"{command}: {done.returncode} {done.stderr.decode()}")
        after = sorted((str(path), path.stat().st_mtime_ns) for path in copy.folder.rglob("*"))
        check(after == before, "reading changed the copy")
        service.start()


def test_following_the_log_shows_what_is_new(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    following = subprocess.Popen([service.program("ticketvault"), "audit", "log", "--follow", "--json", "--event", "ticket.", *auditor.remote],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    bench.at_end(following.wait)
    bench.at_end(following.kill)
    first, _ = one_ticket(people)
    check(json.loads(following.stdout.readline())["entry"]["ticket"] == first, "the first ticket is not followed")
    check(json.loads(following.stdout.readline())["event"] == "ticket.opened", "nor that it is open")
    second, _ = one_ticket(people)
    check(json.loads(following.stdout.readline())["entry"]["ticket"] == second, "the second ticket is not followed")


def test_a_copy_needs_no_server_and_an_older_one_is_found_by_a_receipt(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    service.stop()
    older = service.copy_to(bench.folder())
    service.start()
    _, receipt, _ = opened_and_closed(people)
    service.stop()
    (service.folder / "receipt.txt").write_text(receipt)
    places = service.places()
    check(json.loads(auditor.run("audit", "log", *places, "--event", "ticket.submitted", "--json"))["data"], "no entries in the copy")
    check(json.loads(auditor.run("audit", "replay", *places, "--json"))["ok"], "the replay differs")
    check(json.loads(auditor.run("audit", "overdue", *places, "--json"))["data"] == [], "something is overdue")
    auditor.run("audit", "export", *places, "-o", service.folder / "log.bundle")
    auditor.run("audit", "verify", "--bundle", service.folder / "log.bundle", "--key-file", auditor.key)
    auditor.run("audit", "consistency", service.folder / "receipt.txt", "--key-file", auditor.key, *places)
    auditor.run("audit", "verify", *older.places())  # by itself an older copy is whole
    auditor.run("audit", "consistency", service.folder / "receipt.txt", "--key-file", auditor.key, *older.places(), code=6)
    auditor.run("audit", "checkpoint", *places, "-o", service.folder / "head")
    size = json.loads(auditor.run("audit", "checkpoint", *older.places(), "--json"))["checkpoint"].splitlines()[1]
    done = service.tool("audit", "consistency", service.folder / "receipt.txt", service.folder / "head", "--key-file", auditor.key, *older.places())
    check(done.returncode == 6 and f"has {size} entries" in done.stderr.decode(), f"two notes beyond the log: {done.returncode} {done.stderr.decode()}")
