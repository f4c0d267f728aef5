#!/usr/bin/env python3
"""What the service does in a second over HTTPS, beside the bare store of the same run: prints, asserts nothing but that answers are good.

Needs wrk. The load comes from the same machine; the vault lies in a folder of the build, on the disk the floor is measured on.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from bench import make_people
from corpus import Corpus
from service import Service

SUBMIT_CONNECTIONS, READ_CONNECTIONS, UNSEAL_CONNECTIONS = 32, 32, 16
BODIES = 64
CREDENTIALS_PER_TICKET, UNSEALS_PER_GRANT, UNSEAL_TICKETS, UNSEAL_SECONDS = 50, 10, 16, 2  # enough for 4,000 a second


class Load:
    """One run of wrk: requests a second, and how long they took."""

    def __init__(self, service, folder, lines, authorization, connections, seconds):
        listed = folder / "requests.txt"
        listed.write_text("\n".join(lines) + "\n")
        environment = {**os.environ, "REQUESTS": str(listed), "AUTHORIZATION": authorization}
        done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(ROOT / "tests/bench/requests.lua"), service.url],
                              env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        words = next((line.split()[1:] for line in done.stdout.splitlines() if line.startswith("RESULT ")), None)
        if done.returncode != 0 or words is None:
            raise SystemExit("bench: wrk failed: " + done.stdout[-400:])
        requests, taken, self.p50, self.p99, refused, failed = (float(word) for word in words)
        self.rate, self.requests = requests / taken, int(requests)
        if refused or failed or not requests:
            raise SystemExit(f"bench: of {requests:.0f} requests {refused:.0f} were refused and {failed:.0f} failed")

    def show(self, what, more=""):
        print(f"{what:<46} {self.rate:8.0f}/s   p50 {self.p50 / 1000:6.1f} ms   p99 {self.p99 / 1000:6.1f} ms{more}", flush=True)


def ticket_bodies(folder):
    """Files of tickets of 2 to 8 KB: prose with passwords in it, and what a support form collects."""
    corpus, files = Corpus(), []
    for number in range(BODIES):
        size = 2048 + number * (8192 - 2048) // (BODIES - 1)
        padding = (corpus.environment * 8)[: max(0, size - len(corpus.description.encode()) - 200)]
        file = folder / f"ticket-{number}.json"
        file.write_text(json.dumps({"subject": f"Ticket {number}", "description": corpus.description, "environment": padding}, ensure_ascii=False))
        files.append(file)
    return files


def unseal_grants(people):
    """Grants that may be unsealed at once, each as often as one grant allows."""
    grants = []
    for number in range(UNSEAL_TICKETS):
        credentials = [{"kind": "password", "value": f"Bench-{number}-{n}-otter", "consent": "while_open"} for n in range(CREDENTIALS_PER_TICKET)]
        ticket = people["carl"].post("/v1/tickets", {"subject": "Unseal", "description": "x", "credentials": credentials}).expect(201).json
        for entry in ticket["credentials"]:
            asked = {"reason": "Measure how fast it opens", "duration_seconds": 3600, "unseals_max": UNSEALS_PER_GRANT}
            grants.append(people["dana"].post(f"/v1/credentials/{entry['id']}/grants", asked).expect(201).json["id"])
    return grants


def floor(program, folder, seconds):
    folder.mkdir()
    shown = subprocess.run([program, str(folder), str(seconds), str(SUBMIT_CONNECTIONS)], check=True, stdout=subprocess.PIPE, text=True).stdout
    values = dict(line.split() for line in shown.splitlines())
    return float(values["fsync_p50_us"]), float(values["store_rows_per_second"])


def measure(service, people, folder, options):
    bodies = ticket_bodies(folder)
    submit = Load(service, folder, [f"POST /v1/tickets {file}" for file in bodies], people["carl"].authorization, SUBMIT_CONNECTIONS, options.seconds)
    fsync, rows = floor(options.store_bench, folder / "floor", options.seconds)
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}, fsync p50 {fsync:.0f} µs")
    submit.show(f"submit 2 to 8 KB, {SUBMIT_CONNECTIONS} connections", f"   {submit.rate / rows:.2f} of the bare store")
    print(f"{'bare SQLCipher store, rows of 2 to 8 KB, 32 clients':<46} {rows:8.0f}/s")
    page = people["dana"].get("/v1/tickets?limit=50").expect(200).json["data"]
    dana = people["dana"].authorization
    Load(service, folder, ["GET /v1/tickets?limit=50"], dana, READ_CONNECTIONS, options.seconds).show(
        f"list the queue, {len(page)} rows of {submit.requests:,} tickets")
    Load(service, folder, [f"GET /v1/tickets/{row['id']}" for row in page], dana, READ_CONNECTIONS, options.seconds).show("read one ticket")
    grants = unseal_grants(people)
    unseals = [f"POST /v1/grants/{grant}/unseal" for _ in range(UNSEALS_PER_GRANT) for grant in grants]
    Load(service, folder, unseals, dana, UNSEAL_CONNECTIONS, UNSEAL_SECONDS).show(f"unseal, {UNSEAL_CONNECTIONS} connections")
    verdict = people["ines"].post("/v1/audit/verify").expect(200).json
    if verdict["ok"] is not True:
        raise SystemExit("bench: the log does not verify after the load")
    print(f"the log of {verdict['entries']:,} entries verifies")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True, help="folder of ticketvaultd and ticketvault")
    parser.add_argument("--store-bench", required=True, help="the program that measures the bare store")
    parser.add_argument("--folder", required=True, help="made for the run and removed after it")
    parser.add_argument("--seconds", type=int, default=10, help="of each measurement")
    options = parser.parse_args()
    folder = pathlib.Path(options.folder).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    service = Service(options.bin, folder / "vault")
    try:
        done = service.init()
        if done.returncode != 0:
            raise SystemExit("bench: init: " + done.stderr.decode(errors="replace"))
        service.start()
        _, tokens = make_people(service)
        measure(service, {login: service.caller(login, token) for login, token in tokens.items()}, folder, options)
    finally:
        service.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
