"""A backup of the running service, restored on new folders with nothing but the recovery key, serves again."""
import json

from client import check
from search import search_files

VALUE = "Backup-Otter-55q"
WORDS = "the checkout is blank since Tuesday"


def tool(service, *arguments, code=0):
    done = service.tool(*arguments)
    check(done.returncode == code, f"{arguments[:2]}: {done.returncode} {done.stderr.decode()}")
    return done


def with_recovery_key(bench):
    service, people = bench.prepared(start=False)
    recovery = service.folder / "recovery.key"
    tool(service, "keys", "recovery", *service.places(), "--new-file", recovery)
    service.start()
    token = service.folder / "token"
    token.write_text(people["ada"].authorization.removeprefix("Bearer ") + "\n")
    return service, people, recovery, ["--server", service.url, "--fingerprint", service.fingerprint, "--token-file", token]


def test_a_backup_of_the_running_service_serves_again_elsewhere(bench):
    service, people, recovery, remote = with_recovery_key(bench)
    made = people["carl"].post("/v1/tickets", {"subject": "Backup", "description": WORDS,
                                               "credentials": [{"kind": "password", "value": VALUE}]}).expect(201).json
    credential = made["credentials"][0]["id"]
    (service.folder / "receipt.txt").write_text(made["receipt"])
    backup = service.folder / "today.backup"
    tool(service, "backup", "-o", backup, "--keep", "30d", *remote)
    check(not search_files([backup], [VALUE.encode(), WORDS.encode()]).hits, "a text or value stands in the backup")
    shown = people["ines"].get("/v1/audit/entries?event=vault.backed_up").expect(200).json["data"]
    check(len(shown) == 1, "the backup is no entry")
    service.stop()

    again = bench.service()
    again.folder.mkdir(exist_ok=True)
    done = tool(again, "restore", backup, "--recovery-file", recovery, *again.places(), "--known", service.folder / "receipt.txt", "--json")
    facts = json.loads(done.stdout)
    check(facts["tickets"] == 1 and facts["credentials_lost"] == 1 and facts["newest_proved"], f"restored otherwise: {facts}")
    again.start()
    carl = again.sign_in("carl", "carl", bench.passwords["carl"])
    ticket = carl.get("/v1/tickets/" + made["id"]).expect(200).json
    check(ticket["description"] == WORDS, "the text did not come back")
    lost = carl.get("/v1/credentials/" + credential).expect(200).json
    check(lost["state"] == "shredded" and lost["cause"] == "lost", f"not lost: {lost}")
    certificate = again.folder / "certificate.txt"
    certificate.write_bytes(carl.get("/v1/certificates/" + credential).expect(200).body)
    key = again.folder / "vault.key"
    key.write_text(carl.get("/v1/version").expect(200).json["verifier"] + "\n")
    tool(again, "certificate", "verify", certificate, "--key-file", key)
    tool(again, "receipt", "verify", service.folder / "receipt.txt", "--key-file", key)
    # Sessions did not come along.
    again.caller("old", people["carl"].authorization).get("/v1/tickets").expect_problem(401, "unauthenticated")
    again.stop()
    tool(again, "audit", "verify", *again.places())


def test_backups_are_made_by_administrators_and_need_a_recovery_key(bench):
    service, people = bench.prepared()
    people["ada"].post("/v1/backups").expect_problem(409, "conflict")
    for login in ("dana", "ines", "carl"):
        people[login].post("/v1/backups").expect_problem(403, "forbidden")
    people["anybody"].post("/v1/backups").expect_problem(401, "unauthenticated")
    people["ada"].post("/v1/backups?keep_days=0").expect_problem(422, "invalid")
