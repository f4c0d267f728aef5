"""Trouble with the custody key and with the files of the two folders: named, and nothing lost."""
import array
import fcntl
import os
import shutil
import signal
import subprocess
import termios
import threading

from client import check
from service import StartFailure, wait_for
from trouble import TICKET, refused, still_whole, with_ticket


def test_a_wrong_custody_key_is_refused(bench):
    service, people, ticket = with_ticket(bench)
    right = service.custody.read_bytes()
    other = bench.service()
    check(other.init().returncode == 0, "init failed")
    service.custody.write_bytes(other.custody.read_bytes())
    refused(service, "custody")
    service.custody.write_text("not a key at all\n")
    refused(service, "custody")
    service.custody.unlink()
    refused(service, "custody")
    service.custody.touch(mode=0o600)
    service.custody.write_bytes(right)
    still_whole(service, people, ticket)


def test_a_wrong_passphrase_is_refused_and_not_echoed(bench):
    service = bench.service()
    service.custody.touch(mode=0o600)
    service.custody.write_text("seven quiet herons on a pier\n")
    check(service.init("--custody", "passphrase").returncode == 0, "init with a passphrase failed")
    service.start()
    service.stop()
    service.custody.write_text("eight loud herons on a pier\n")
    check("heron" not in refused(service, "custody", "passphrase"), "the passphrase was echoed")


def unread_bytes(pipe):
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


def test_a_custody_key_that_never_comes_does_not_hold_sigterm(bench):
    service, people, ticket = with_ticket(bench)
    pipe = service.folder / "custody.pipe"
    os.mkfifo(pipe, 0o600)
    key, service.custody = service.custody.read_bytes(), pipe
    writer = os.open(pipe, os.O_RDWR)
    try:
        os.write(writer, key[:6])
        starting = subprocess.Popen(service.command())
        wait_for(lambda: unread_bytes(writer) == 0, "the service does not read the pipe")
        starting.terminate()  # it waits for the rest now
        check(starting.wait(10) == -signal.SIGTERM, "SIGTERM did not end it")
    finally:
        os.close(writer)
    sender = threading.Thread(target=lambda: pipe.write_bytes(key))
    sender.start()
    still_whole(service, people, ticket)
    sender.join()


def test_missing_foreign_and_flipped_files_are_refused(bench):
    service, people, ticket = with_ticket(bench)
    other = bench.service()
    check(other.init().returncode == 0, "init failed")
    kept = service.folder / "kept"
    for name, words in (("data", ("missing", "no vault", "not there", "no such", "database")), ("keys", ("missing", "no vault", "not there", "no such"))):
        folder = service.folder / name
        folder.rename(kept)
        refused(service, *words)
        check(not folder.exists() or not any(folder.iterdir()), "a new vault was made in place of the missing one")
        if folder.exists():
            folder.rmdir()
        shutil.copytree(other.folder / name, folder)
        refused(service, "vault", "custody", "foreign")
        shutil.rmtree(folder)
        kept.rename(folder)
    database = service.data / "vault.db"
    whole = database.read_bytes()
    for offset in (5, 100):  # the first page is read at every start
        flipped = bytearray(whole)
        flipped[offset] ^= 1
        database.write_bytes(flipped)
        refused(service, "does not hold", "corrupt", "damaged")
    database.write_bytes(b"")
    refused(service, "corrupt", "damaged", "empty")
    check(database.stat().st_size == 0, "an emptied database was filled anew")
    database.write_bytes(whole)
    (service.data / "store.id").rename(kept)
    refused(service, "restore what is missing")
    check(service.init().returncode != 0 and (service.keys / "vault.json").exists(), "init went over the keys of a vault")
    kept.rename(service.data / "store.id")
    still_whole(service, people, ticket)


def test_the_file_that_is_missing_or_emptied_is_named(bench):
    service, people, ticket = with_ticket(bench)
    for path in (service.data / "vault.db", *(service.keys / name for name in ("vault.json", "database.key", "audit.key", "index.key", "root.slots", "mark"))):
        kept = path.with_name("kept")
        path.rename(kept)
        said = refused(service, "restore what is missing", code=5)
        check(path.name in said, f"{path.name} is not named: {said}")
        if path.name != "vault.db":  # an emptied database is looked at above
            path.touch(mode=0o600)
            said = refused(service, "restore a backup", code=1)
            check(path.name in said, f"{path.name} is not named: {said}")
        kept.rename(path)
    still_whole(service, people, ticket)


def test_damage_behind_the_first_page_is_told(bench):
    """Wherever a page is damaged: refused at the start, or never met, or /readyz tells."""
    service, people, ticket = with_ticket(bench)
    database = service.data / "vault.db"
    whole = database.read_bytes()
    kept = service.data.parent / "kept"
    for folder in (service.data, service.keys):  # both: a database older than its keys is refused for that alone
        shutil.copytree(folder, kept / folder.name)
    pages = len(whole) // 4096
    told = 0
    for page in range(1, pages, max(1, pages // 16)):
        for folder in (service.data, service.keys):
            shutil.rmtree(folder)
            shutil.copytree(kept / folder.name, folder)
        flipped = bytearray(whole)
        flipped[page * 4096 + 700] ^= 1
        database.write_bytes(flipped)
        try:
            service.start()
        except StartFailure as failure:
            check(any(word in failure.stderr for word in ("damaged", "corrupt", "does not hold")), f"not told: {failure.stderr}")
            continue
        answers = [people["carl"].get(f"/v1/tickets/{ticket}"), people["dana"].get("/v1/tickets"), people["carl"].post("/v1/tickets", TICKET)]
        if any(answer.status >= 500 for answer in answers):
            ready = service.caller("anybody").get("/readyz").expect(503).json
            check("damaged" in ready["problem"], f"page {page}: readyz says {ready}")
            told += 1
        service.kill()
    check(told > 0, "control: no damaged page was met by a request")


def test_keys_below_data_are_refused(bench):
    service = bench.service()
    service.keys = service.data / "keys"
    done = service.init()
    check(done.returncode != 0 and b"inside" in done.stderr.lower(), f"init accepts keys inside data: {done.stderr.decode()}")
    check(not service.keys.exists(), "something was made all the same")


def test_init_on_a_vault_changes_nothing(bench):
    service, people, ticket = with_ticket(bench)
    done = service.init()
    check(done.returncode == 1, f"a second init ended with {done.returncode}")
    still_whole(service, people, ticket)


def test_of_many_inits_at_once_the_one_that_wins_keeps_its_key(bench):
    for _ in range(12):
        service = bench.service()
        service.folder.mkdir(parents=True, exist_ok=True)
        racing = [service.tool_started("init", *service.places()) for _ in range(4)]
        codes = [one.communicate(timeout=60) and one.returncode for one in racing]
        check(codes.count(0) == 1, f"{codes.count(0)} of four made a vault")
        check(service.custody.exists(), "the key of the vault that was made is gone")
        done = service.tool("audit", "verify", *service.places())
        check(done.returncode == 0, f"the vault that was made does not open: {done.stderr.decode()}")
