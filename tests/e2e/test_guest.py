"""A guest with nothing but the program: the first command says which certificate to trust, the files it leaves are enough for all others."""
import json
import pathlib

from client import check


def run(service, *words, code=0, stdin=None):
    done = service.tool(*words, stdin=stdin)
    check(done.returncode == code, f"{words[:2]}: {done.returncode} {done.stderr.decode()}")
    return (done.stdout + done.stderr).decode()


def submitted(bench, *more):
    service, people = bench.prepared()
    folder = service.folder
    text = folder / "problem.txt"
    text.write_text("the password is Guest-Otter-31\n")
    said = run(service, "ticket", "submit", "--server", service.url, "--fingerprint", service.fingerprint, "--subject", "S", "--description", text,
               "--link-out", folder / "ticket.link", "--receipt-out", folder / "ticket.receipt", *more)
    return service, folder, said.split()[1]


def test_the_link_file_knows_the_server_again(bench):
    service, folder, ticket = submitted(bench)
    link = folder / "ticket.link"
    check(ticket in run(service, "ticket", "show", ticket, "--link-file", link), "the guest does not come back")
    run(service, "ticket", "reply", ticket, "--message", "-", "--link-file", link, stdin=b"and one more thing\n")
    lines = link.read_text().splitlines()
    check(len(lines) == 2 and lines[1] == "SHA256:" + service.fingerprint, f"the second line is {lines[1:]}")
    old = folder / "old.link"
    old.write_text(lines[0] + "\n")
    run(service, "ticket", "show", ticket, "--link-file", old, code=5)
    run(service, "ticket", "show", ticket, "--link-file", old, "--fingerprint", service.fingerprint)
    link.write_text(lines[0] + "\nSHA256:" + "0" * 64 + "\n")
    run(service, "ticket", "show", ticket, "--link-file", link, code=5)
    run(service, "ticket", "show", ticket, "--link-file", link, "--fingerprint", service.fingerprint)


def test_a_receipt_is_checked_with_the_key_of_the_server_or_a_kept_one(bench):
    service, folder, ticket = submitted(bench, "--key-out", bench.root / "vault.key")
    link, receipt, key = folder / "ticket.link", folder / "ticket.receipt", bench.root / "vault.key"
    check("--link-file" in run(service, "receipt", "verify", receipt, code=2), "how to get at the key is not said")
    for way in (["--link-file", link], ["--server", service.url, "--fingerprint", service.fingerprint], ["--key-file", key]):
        check("The proof holds." in run(service, "receipt", "verify", receipt, *way), f"it does not hold with {way[0]}")
    run(service, "receipt", "show", ticket, "--link-file", link, "-o", folder / "all.receipt", "--key-out", folder / "same.key")
    check((folder / "same.key").read_text() == key.read_text(), "two copies of one key differ")
    run(service, "ticket", "close", ticket, "--link-file", link, "--certificates", folder)
    certificate = next(folder.glob("crd_*.certificate"))
    run(service, "certificate", "verify", certificate, "--link-file", link)
    receipt.write_text(receipt.read_text().replace("\nticket tkt_", "\nticket tkt_0", 1))
    run(service, "receipt", "verify", receipt, "--link-file", link, code=4)


def test_a_receipt_over_many_credentials_is_short_and_its_list_proves_each(bench):
    service, people = bench.prepared()
    folder = service.folder
    text = folder / "many.txt"
    text.write_text("".join(f"host{number}: the password is Guest-Otter-{number}-Lake\n" for number in range(16)))
    link, receipt, key, beside = folder / "m.link", folder / "m.receipt", folder / "m.key", folder / "m.receipt.list"
    said = run(service, "ticket", "submit", "--server", service.url, "--fingerprint", service.fingerprint, "--subject", "S", "--description", text,
               "--link-out", link, "--receipt-out", receipt, "--key-out", key)
    ticket = said.split()[1]
    check(str(beside) in said, "nobody is told of the list")
    check(len(receipt.read_bytes()) < 4096 and b"\nsealed " not in receipt.read_bytes(), "the receipt is long, or was not to have a list")
    count = sum(line.startswith("sealed ") for line in beside.read_text().splitlines())
    check(count >= 16 and f"\ncredentials {count} " in receipt.read_text(), f"the list has {count} lines")
    run(service, "ticket", "close", ticket, "--link-file", link, "--certificates", folder)
    certificate = str(next(folder.glob("crd_*.certificate")))
    offline = ["--key-file", key]
    run(service, "receipt", "verify", receipt, *offline)
    check("--list" in run(service, "receipt", "verify", receipt, "--covers", certificate, *offline, code=2), "how to name the list is not said")
    run(service, "receipt", "verify", receipt, "--list", beside, "--covers", certificate, *offline)
    # Somebody else's list, and one with another key in it.
    other = folder / "other.list"
    other.write_text(beside.read_text().replace(" password ", " pin ", 1))
    run(service, "receipt", "verify", receipt, "--list", other, *offline, code=4)
    # The same for a receipt that is asked for later, and a list is never overwritten.
    later = folder / "later.receipt"
    (folder / "later.receipt.list").write_text("kept\n")
    run(service, "receipt", "show", ticket, "--link-file", link, "-o", later, code=1)
    check((folder / "later.receipt.list").read_text() == "kept\n" and not later.exists(), "a list was overwritten")
    (folder / "later.receipt.list").unlink()
    run(service, "receipt", "show", ticket, "--link-file", link, "-o", later)
    check((folder / "later.receipt.list").read_text() == beside.read_text(), "the later list is another")
    run(service, "receipt", "verify", later, "--list", beside, "--covers", certificate, *offline)


def test_a_key_seen_at_login_comes_before_what_the_server_says(bench):
    service, folder, _ = submitted(bench)
    password = folder / "password"
    password.write_text(bench.passwords["dana"] + "\n")
    run(service, "login", service.url, "--fingerprint", service.fingerprint, "--login", "dana", "--password-file", password)
    session = next((folder / "home").rglob("session.json"))
    receipt, kept = folder / "ticket.receipt", json.loads(session.read_text())
    other = (pathlib.Path(__file__).resolve().parents[1] / "cli" / "fixtures" / "verifier.txt").read_text().strip()
    session.write_text(json.dumps({**kept, "verifier": other}))
    run(service, "receipt", "verify", receipt, "--server", service.url, code=7)
    session.write_text(json.dumps(kept))
    service.stop()
    check("The proof holds." in run(service, "receipt", "verify", receipt), "a session's key needs a server")
