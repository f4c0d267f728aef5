"""One flipped byte anywhere in the log's database is found, and nothing is changed by looking."""
import shutil

from client import check

PAGE_BYTES = 4096
FOUND = (4, 5, 6)  # a bad proof, a vault that does not open, a log that contradicts itself


def test_one_flipped_byte_in_any_page_is_found_by_audit_verify(bench):
    service, people = bench.prepared()
    for number in range(5):
        people["carl"].post("/v1/tickets", {"subject": f"Flip {number}", "description": "the password is Flip-Otter-7!"}).expect(201)
    check(service.stop() == 0, "the service did not end with 0")
    good = service.tool("audit", "verify", *service.places())
    check(good.returncode == 0, f"control: the whole log does not verify: {good.stderr.decode(errors='replace')}")
    databases = [path for path in service.data.rglob("*") if path.is_file() and path.stat().st_size >= PAGE_BYTES]
    check(databases, "no database below data")
    flips = found = 0
    missed = []
    for path in databases:
        whole = path.read_bytes()
        pages = len(whole) // PAGE_BYTES
        # Every page of a small database, 40 spread ones of a larger; the place inside the page moves along.
        for page in range(0, pages, max(1, pages // 40)):
            offset = page * PAGE_BYTES + (page * 977 + 13) % PAGE_BYTES
            flipped = bytearray(whole)
            flipped[offset] ^= 1 << (page % 8)
            path.write_bytes(flipped)
            done = service.tool("audit", "verify", *service.places())
            flips += 1
            if done.returncode in FOUND:
                found += 1
            else:
                missed.append((path.name, page, done.returncode))
        path.write_bytes(whole)
    check(flips > 5, "hardly anything was flipped")
    check(not missed, f"{len(missed)} of {flips} flipped pages were not found: {missed[:8]}")
    again = service.tool("audit", "verify", *service.places())
    check(again.returncode == 0, "looking at the log changed it")


def test_a_log_cut_back_to_an_older_copy_is_noticed_against_the_keys(bench):
    service, people = bench.prepared()
    people["carl"].post("/v1/tickets", {"subject": "Before", "description": "x"}).expect(201)
    service.stop()
    older = service.folder / "older"
    shutil.copytree(service.data, older)
    service.start()
    ticket = people["carl"].post("/v1/tickets", {"subject": "After", "description": "x",
                                                 "credentials": [{"kind": "password", "value": "Rolled-Back-Heron3"}]}).expect(201).json
    people["carl"].delete("/v1/credentials/" + ticket["credentials"][0]["id"]).expect(200)
    service.stop()
    shutil.rmtree(service.data)
    older.rename(service.data)
    done = service.tool("audit", "verify", *service.places())
    check(done.returncode in FOUND, f"an older database under newer keys verifies (exit {done.returncode})")
