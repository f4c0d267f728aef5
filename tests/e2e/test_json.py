"""--json everywhere: every command that the help shows, with what it does when it works, prints one JSON document and nothing else."""
import json
import pathlib

from client import check

REASON = "Look at the shop with it"
VECTORS = pathlib.Path(__file__).resolve().parents[1] / "vectors/audit"


def commands(service, path=()):
    """The words of every command, as the help lists them; 'backup' acts by itself and has a command below it."""
    shown = service.tool(*path, "--help").stdout.decode()
    if not path or "\nCommands:\n" in shown:
        below = shown.split("\nCommands:\n")[1].split("\n\n")[0].splitlines()
        names = [line.split()[0] for line in below if line.startswith("  ") and line[2] != " "]
        found = [deeper for name in names for deeper in commands(service, (*path, name))]
        return ([path] if path == ("backup",) else []) + found
    return [path]


class Clerk:
    """Runs commands with --json and remembers which."""

    def __init__(self, bench):
        self.service, self.people = bench.prepared()
        self.folder, self.passwords, self.done, self.stdin = self.service.folder, bench.passwords, set(), None

    def file(self, name, text):
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        return path

    def run(self, words, *more, code=0, stdin=None):
        words = tuple(words.split())
        done = self.service.tool(*words, *more, "--json", stdin=stdin)
        check(done.returncode == code, f"{' '.join(words)}: {done.returncode} {done.stderr.decode()}")
        try:
            document = json.loads(done.stdout)
        except ValueError:
            check(False, f"{' '.join(words)} --json printed no JSON document but {len(done.stdout)} bytes")
        self.done.add(words)
        return document

    def at(self, login=None):
        where = ["--server", self.service.url, "--fingerprint", self.service.fingerprint]
        if login is None:
            return where
        return [*where, "--token-file", self.file(login + ".token", self.people[login].authorization.removeprefix("Bearer ") + "\n")]

    def of(self, login, words, *more, **how):
        return self.run(words, *more, *self.at(login), **how)

    def grant(self, credential, approved=True):
        grant = self.of("dana", "grant request", credential, "--reason", REASON, "--duration", "30m")["id"]
        if approved:
            self.of("carl", "grant approve", grant)
        return grant


def people_and_house(clerk):
    clerk.run("login", clerk.service.url, "--fingerprint", clerk.service.fingerprint, "--login", "omar", "--password-file",
              clerk.file("omar.password", clerk.passwords["omar"] + "\n"))
    check(clerk.run("whoami")["user"]["login"] == "omar", "whoami names somebody else")
    check(clerk.run("logout")["signed_out"] is True, "logout does not say so")
    new = clerk.file("new.password", "A-New-Harbour-54\n")
    added = clerk.of("ada", "user add", "--login", "nils", "--role", "agent", "--password-file", new)["id"]
    check(added in [user["id"] for user in clerk.of("ada", "user list")["data"]], "the list lacks who was added")
    check(clerk.of("ada", "user password", added, "--password-file", new) == {"changed": True, "user": added}, "a password that was set")
    current = clerk.file("kaya.password", clerk.passwords["kaya"] + "\n")
    check(clerk.of("kaya", "user password", "--current-file", current, "--password-file", new) == {"changed": True}, "one's own password")
    check(clerk.of("ada", "user disable", added)["disabled"] is True, "disabled")
    check(clerk.of("ada", "user enable", added)["disabled"] is False, "enabled")
    clerk.of("ada", "policy set", "--max-unseals", "5")
    check(clerk.of("dana", "policy show")["unseals_max"] == 5, "the policy")
    ids = [clerk.people[login].get("/v1/session").expect(200).json["user"]["id"] for login in ("dana", "omar")]
    clerk.of("ada", "break-glass name", *ids)
    clerk.of("ada", "break-glass show")
    check(clerk.of("ada", "group set", "security", *ids) == {"name": "security", "active": 2, "people": sorted(ids)}, "the group")
    check([group["name"] for group in clerk.of("dana", "group list")["data"]] == ["security"], "the groups")
    needs = clerk.of("ada", "policy set", "--approver-groups", "security:2")["approver_groups"]
    check(needs == [{"group": "security", "needed": 2}], f"what the policy wants of them: {needs}")
    check(clerk.of("ada", "policy set", "--approver-groups", "none")["approver_groups"] == [], "it is not taken back")
    check(clerk.of("ada", "group remove", "security") == {"removed": True, "group": "security"}, "the group that was removed")


def tickets_and_credentials(clerk):
    log = clerk.file("debug.log", "nothing to see\n")
    field = clerk.file("ftp.json", json.dumps({"kind": "password", "value": "Json-Otter-31"}))
    made = clerk.of("carl", "ticket submit", "--subject", "S", "--description", clerk.file("text", "it is broken\n"), "--attach", log, "--credential", field)
    ticket, credential = made["id"], made["credentials"][0]["id"]
    check(ticket in [one["id"] for one in clerk.of("dana", "ticket list")["data"]], "the queue")
    clerk.of("dana", "ticket reply", ticket, "--message", log)
    clerk.of("carl", "ticket attach", ticket, log)
    got = clerk.of("dana", "ticket download", made["attachments"][0]["id"], "-o", clerk.folder / "got.log")
    check(got["bytes"] == log.stat().st_size and got["file"].endswith("got.log"), f"what was downloaded: {got}")
    clerk.of("carl", "credential add", ticket, "--kind", "password", "--value-file", clerk.file("value", "Json-Otter-32\n"))
    clerk.of("carl", "credential list", ticket)
    clerk.of("carl", "credential show", credential)
    clerk.of("carl", "credential consent", credential, "ask")
    grants(clerk, credential)
    spare = clerk.of("carl", "credential add", ticket, "--file", field)["id"]
    clerk.of("carl", "credential shred", spare)
    clerk.of("carl", "certificate show", spare)
    clerk.of("carl", "ticket show", ticket)
    clerk.of("carl", "receipt show", ticket, "-o", clerk.folder / "receipt.txt")
    clerk.of("ada", "policy set", "--closing-grace", "1h")
    check("closes_at" in clerk.of("carl", "ticket close", ticket), "no end of the grace")
    clerk.of("carl", "ticket reopen", ticket)
    clerk.of("carl", "ticket close", ticket, "--now")
    clerk.of("carl", "certificate ticket", ticket, "-o", clerk.folder / "certificate.txt")
    return ticket


def grants(clerk, credential):
    opened = clerk.grant(credential)
    check(clerk.of("dana", "credential unseal", opened)["value"] == "Json-Otter-31", "the value")
    clerk.of("carl", "grant refuse", clerk.grant(credential, approved=False))
    clerk.of("carl", "grant revoke", clerk.grant(credential))
    clerk.of("dana", "grant end", clerk.grant(credential))
    broken = clerk.grant(credential, approved=False)
    clerk.of("dana", "grant break-glass", broken)
    clerk.of("omar", "grant break-glass", broken)
    clerk.of("dana", "credential unseal", broken)
    clerk.of("ada", "grant review", broken, "--root-cause", "The shop was down and its owner on a flight")
    clerk.of("carl", "grant show", opened)
    clerk.of("carl", "grant list")


def the_log(clerk, ticket):
    done = clerk.service.tool("audit", "who-saw", "tkt_00000000000000000000000000", *clerk.at("ines"))
    check(done.returncode == 1 and b"no entry of this ticket" in done.stderr, f"who saw a ticket that never was: {done.returncode} {done.stderr}")
    for words in ("audit log", "audit verify", "audit report", "audit unreviewed"):
        clerk.of("ines", words)
    check(len(clerk.of("ines", "audit who-saw", ticket)["data"]) == 2, "who saw it")
    head = clerk.folder / "head"
    clerk.of("ines", "audit checkpoint", "-o", head)
    bundle = clerk.of("ines", "audit export", "-o", clerk.folder / "bundle")
    check(bundle["bytes"] == (clerk.folder / "bundle").stat().st_size and bundle["file"].endswith("bundle"), f"what was exported: {bundle}")
    key = ["--key", clerk.people["anybody"].get("/v1/version").expect(200).json["verifier"]]
    clerk.of("ines", "audit consistency", head, *key)
    clerk.run("receipt verify", clerk.folder / "receipt.txt", *key)
    clerk.run("certificate verify", clerk.folder / "certificate.txt", *key)
    many = VECTORS / "receipt-50.txt"  # its list stands apart
    credential = many.with_suffix(".txt.list").read_text().split("crd_", 1)[1][:26]
    proved = clerk.run("receipt prove", many, "--list", f"{many}.list", "--credential", "crd_" + credential, "--key-file", VECTORS / "verifier.txt")
    check(proved["path"].startswith("ticket-vault/sealed-path/v1\n"), f"no path was proved: {proved}")


def the_machine(clerk):
    places = clerk.service.places()
    recovery, backups = clerk.folder / "recovery.key", clerk.folder / "backups"
    backups.mkdir()
    clerk.run("keys recovery", *places, "--new-file", recovery)
    for words in ("doctor", "keys status", "keys drill", "clock confirm", "audit replay", "audit overdue"):
        clerk.run(words, *places)
    clerk.run("backup", *places, "-o", backups / "one.backup")
    clerk.run("backup prune", backups)
    again, fresh = clerk.folder / "again", clerk.folder / "fresh"
    for folder in (again, fresh):
        folder.mkdir()
    clerk.run("restore", backups / "one.backup", "--recovery-file", recovery, "--data", again / "data", "--keys", again / "keys", "--custody-file", again / "key")
    clerk.run("keys new", clerk.folder / "new.custody")
    clerk.run("keys rotate", *places, "--new-custody-file", clerk.folder / "new.custody")
    new = ("--data", fresh / "data", "--keys", fresh / "keys", "--custody-file", fresh / "key")
    clerk.run("init", *new)
    clerk.run("keys status", *new)  # an opening, with a mark of its own
    lose_a_mark(fresh / "keys" / "mark")
    clerk.run("keys accept-mark", *new)
    clerk.run("doctor", *new)


def lose_a_mark(path):
    """As if the medium had lost the block of the mark before the last."""
    block, marks = 4096, bytearray(path.read_bytes())
    before = min(0, block, key=lambda at: int.from_bytes(marks[at:at + 8], "little"))
    marks[before:before + block] = b"Z" * block
    path.write_bytes(marks)


def setup_of_a_new_vault(clerk, bench):
    empty = bench.service()
    empty.init()
    empty.start()
    clerk.run("user setup", "--server", empty.url, "--fingerprint", empty.fingerprint, "--login", "ada", "--code-file",
              clerk.file("code", empty.setup_code + "\n"), "--password-file", clerk.file("first.password", "A-New-Harbour-55\n"))


def local_tools(clerk):
    text = clerk.file("mail.txt", "password: Kx7!mQv29zLp\n")
    clerk.run("scan", text, code=3)
    clerk.run("redact", text, "-o", clerk.folder / "redacted.txt")
    clerk.run("rules list")
    clerk.run("rules check")
    clerk.run("rules test", "generic.prose", text)
    clerk.run("completion", "bash")


def test_every_command_prints_one_document(bench):
    clerk = Clerk(bench)
    people_and_house(clerk)
    ticket = tickets_and_credentials(clerk)
    the_log(clerk, ticket)
    clerk.service.stop()
    the_machine(clerk)
    setup_of_a_new_vault(clerk, bench)
    local_tools(clerk)
    missing = set(commands(clerk.service)) - clerk.done
    check(not missing, f"never run with --json: {sorted(missing)}")


def test_bytes_of_a_file_need_a_file(bench):
    clerk = Clerk(bench)
    for words in (("ticket", "download", "att_00000000000000000000000000"), ("audit", "export"), ("backup", "-o", "-")):
        done = clerk.service.tool(*words, *clerk.at("ines"), "--json")
        check(done.returncode == 2 and not done.stdout and "give -o" in json.loads(done.stderr)["error"], f"{words[:2]}: {done.returncode} {done.stderr}")
