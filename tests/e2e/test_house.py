"""Trouble with rights, memory, disks, ports and settings: one line that says what to do, and nothing lost."""
import base64
import hashlib
import os
import shutil
import socket
import subprocess

from bench import Skip
from client import check
from trouble import TICKET, refused, still_whole, with_ticket


def test_what_others_may_reach_is_told_at_the_start_and_by_doctor(bench):
    service, _ = bench.prepared()
    service.stop()
    check("open to others" not in service.log.read_text(), "control: closed, and yet told to be open")
    check(service.tool("doctor", *service.places()).returncode == 0, "control: doctor finds fault with a closed vault")
    for path, words, mode in ((service.data, "the data folder", 0o740), (service.keys, "the keys folder", 0o777), (service.custody, "the custody file", 0o604)):
        closed = path.stat().st_mode & 0o777
        mark = service.log.stat().st_size
        path.chmod(mode)
        service.start()
        service.stop()
        told = service.log.read_bytes()[mark:].decode()
        check(f"{words} is open to others" in told and told.count("open to others") == 1, f"{words} of mode {mode:o}: not told, or more than that")
        done = service.tool("doctor", *service.places())
        check(done.returncode == 1 and done.stdout.count(b"others may reach it") == 1, f"{words} of mode {mode:o}: doctor finds nothing")
        path.chmod(closed)


def test_a_second_server_on_the_same_folder_is_refused(bench):
    service, people = bench.prepared()
    second = bench.service(service.folder)
    second.log = service.folder / "second.log"
    refused(second, "another", "in use", "already")
    people["carl"].post("/v1/tickets", TICKET).expect(201)


def test_a_port_in_use_is_refused(bench):
    service, people, ticket = with_ticket(bench)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        service.port = taken.getsockname()[1]
        refused(service, "in use", "port", "address")
    service.port = 0
    still_whole(service, people, ticket)


def test_an_unwritable_or_broken_certificate_is_refused(bench):
    service, people, ticket = with_ticket(bench)
    certificate, key = service.keys / "tls.crt", service.keys / "tls.key"
    check(certificate.is_file() and key.is_file() and key.stat().st_mode & 0o077 == 0, "no certificate of its own, or its key is open to others")
    kept = [certificate.read_bytes(), key.read_bytes()]
    certificate.write_text("no certificate\n")
    refused(service, "certificate")
    certificate.unlink()
    key.unlink()
    named = service.folder / "named.key"
    named.write_text("no key\n")
    config = service.folder / "service.toml"
    certificate.write_bytes(kept[0])
    config.write_text(f'[http]\ncertificate_file = "{certificate}"\nprivate_key_file = "{named}"\n')
    service.options = ["--config", str(config)]
    check(str(named) in refused(service, "private key", code=2), "the key's file is not named")
    service.options = []
    certificate.unlink()
    staged = service.keys / "tls.crt.new"
    staged.mkdir()  # cannot be written, whoever we are
    refused(service, "cannot be written")
    check(not certificate.exists() and not key.exists(), "half a pair was left")
    check(not (service.keys / "tls.key.new").exists(), "a key was left that nothing uses")
    staged.rmdir()
    certificate.write_bytes(kept[0])
    key.touch(mode=0o600)
    key.write_bytes(kept[1])
    still_whole(service, people, ticket)


def test_half_of_a_certificates_pair_is_never_made_anew(bench):
    service, people, ticket = with_ticket(bench)
    certificate, key = service.keys / "tls.crt", service.keys / "tls.key"
    before = service.fingerprint
    for gone, other in ((key, certificate), (certificate, key)):
        bytes_of = [gone.read_bytes(), other.read_bytes()]
        gone.rename(gone.with_name("aside"))
        said = refused(service, "is missing beside")
        check(gone.name in said and "put it back" in said and other.read_bytes() == bytes_of[1] and not gone.exists(), f"what was said: {said}")
        # As a crash between the two renames leaves it.
        gone.with_name("aside").rename(gone.with_name(gone.name + ".new"))
        still_whole(service, people, ticket)
        check(service.fingerprint == before and gone.read_bytes() == bytes_of[0], "it came back as another certificate")
        service.stop()
    certificate.unlink()
    key.unlink()
    still_whole(service, people, ticket)
    check(service.fingerprint != before, "control: without either a new pair is made")


def run_as_nobody(bench, service):
    """From now on: root writes everywhere and locks what it likes."""
    if os.getuid() != 0:
        return
    if not shutil.which("setpriv"):
        raise Skip("root may do everything and setpriv is not installed")
    # nobody must be able to reach the programs and own the vault; the copy goes with the test.
    programs = service.folder / "bin"
    programs.mkdir()
    for name in ("ticketvaultd", "ticketvault"):
        shutil.copy(service.program(name), programs / name)
    for folder in (bench.workshop.root, bench.root):
        folder.chmod(0o755)
    subprocess.run(["chown", "-R", "65534:65534", str(service.folder)], check=True)
    service.binaries = programs
    plain = service.command
    service.command = lambda: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *plain()]


def test_a_read_only_folder_is_refused(bench):
    service, people, ticket = with_ticket(bench)
    run_as_nobody(bench, service)
    for folder in (service.data, service.keys):
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o500 if path.is_dir() else 0o400)
        refused(service, "writable", "read-only")
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o700 if path.is_dir() else 0o600)
    # The database alone: the refused start must leave no log of SQLite's behind that has the same modes.
    (service.data / "vault.db").chmod(0o400)
    refused(service, "writable", "read-only database")
    (service.data / "vault.db").chmod(0o600)
    still_whole(service, people, ticket)
    service.stop()


def test_without_memory_to_lock_nothing_is_opened(bench):
    service, people, ticket = with_ticket(bench)
    run_as_nobody(bench, service)
    unlimited = service.command
    service.command = lambda: ["prlimit", "--memlock=65536:65536", *unlimited()]
    refused(service, "memory", "memlock")
    service.command = unlimited
    still_whole(service, people, ticket)
    service.stop()


def test_unknown_options_and_bad_settings_are_named_not_echoed(bench):
    service, _ = bench.prepared(start=False)
    mark = "Zebra-Lagoon-77-echo"
    service.options = ["--" + mark]
    check(mark not in refused(service, "option", "argument", "usage"), "an argument was echoed")
    service.options = ["--listen", "127.0.0.1:0"]
    refused(service, "stands twice")
    settings = service.folder / "bad.toml"
    settings.write_text(f"{mark} = 1\n")
    service.options = ["--config", str(settings)]
    check(mark not in refused(service, "ticketvaultd.toml"), "a setting was echoed")


def test_a_rule_that_does_not_hold_stops_the_start(bench):
    service, _ = bench.prepared(start=False)
    rules = service.folder / "rules"
    rules.mkdir()
    config = service.folder / "service.toml"
    config.write_text(f'[scan]\nrules_folder = "{rules}"\n')
    service.options = ["--config", str(config)]
    refused(service, "holds no rule file", code=2)
    (rules / "own.yml").write_text("kind: access-token\nrules: []\n")
    refused(service, "holds no rule", code=2)
    (rules / "own.yml").write_text("""kind: access-token
rules:
  - id: acme.live-token
    name: Token of Acme
    pattern: 'acme_live_[A-Za-z0-9]{32}'
    confidence: high
    priority: 70
    examples: ['acme_test_<alnum:32>']
    counter-examples: ['acme_live_<alnum:12>']
    source: wiki
""")
    refused(service, "rules check", code=2)


def test_the_rules_of_each_start_are_in_the_log(bench):
    service, people = bench.prepared()

    def newest():
        rows = people["ines"].get("/v1/audit/entries?event=rules.loaded&limit=200").expect(200).json["data"]
        return dict(part.split("=", 1) for part in rows[-1]["entry"]["policy"].split(" ")), len(rows)

    ours, count = newest()
    check(ours["files"] == "0" and "sha256" not in ours and int(ours["rules"]) > 1000, f"{ours}")
    service.stop()
    rules = service.folder / "rules"
    rules.mkdir()
    texts = {name: f"""kind: access-token
rules:
  - {{id: acme.{name}-token, name: Token of Acme, pattern: 'acme_{name}_[A-Za-z0-9]{{32}}', confidence: high, priority: 70, examples: ['acme_{name}_<alnum:32>'],
     counter-examples: ['acme_{name}_<alnum:12>'], source: wiki}}
""" for name in ("live", "test")}
    for name, text in texts.items():
        (rules / f"{name}.yml").write_text(text)
    config = service.folder / "service.toml"
    config.write_text(f'[scan]\nrules_folder = "{rules}"\n')
    service.options = ["--config", str(config)]
    service.start()
    theirs, now = newest()
    digest = base64.b64encode(hashlib.sha256(b"".join(hashlib.sha256(texts[name].encode()).digest() for name in ("live", "test"))).digest()).decode()
    check(now == count + 1 and theirs["files"] == "2" and theirs["sha256"] == digest, f"{theirs}")
    check(int(theirs["rules"]) == int(ours["rules"]) + 2, f"{theirs} behind {ours}")
