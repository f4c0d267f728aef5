"""A full disk: nothing half stored, nothing lost, and what ends goes on, also while another program takes every block that comes free."""
import errno
import os
import shutil
import subprocess
import threading

from bench import Skip
from client import check
from service import wait_for
from turned_clock import TurnedClock


class SmallDisk:
    """A file system of its own under the service's data folder, taken down when the test ends."""

    def __init__(self, bench, service, spare_bytes):
        if os.getuid() != 0:
            raise Skip("a small file system to fill needs root")
        self.folder = service.folder / "small"
        self.folder.mkdir()
        (service.data / "vault.db-wal").unlink()  # empty, and room is held anew, from what a small disk has
        used = sum(path.stat().st_size for path in service.data.rglob("*"))
        options = ["-t", "tmpfs", "-o", f"size={used + spare_bytes}"]
        if subprocess.run(["mount", *options, "tmpfs", str(self.folder)], stderr=subprocess.PIPE).returncode != 0:
            raise Skip("tmpfs cannot be mounted here")
        bench.at_end(lambda: subprocess.run(["umount", "-l", str(self.folder)], check=True))
        shutil.copytree(service.data, self.folder / "data")
        service.data = self.folder / "data"

    def reserve_bytes(self):
        """What the database holds beyond its end."""
        held = (self.folder / "data/vault.db").stat()
        return held.st_blocks * 512 - held.st_size

    def free_bytes(self):
        room = os.statvfs(self.folder)
        return room.f_bavail * room.f_frsize

    def fill(self, but_bytes=0):
        """Another program takes what is left."""
        with open(self.folder / "ballast", "ab", buffering=0) as ballast:
            try:
                while self.free_bytes() > but_bytes:
                    ballast.write(bytes(4096))
            except OSError as error:
                check(error.errno == errno.ENOSPC, f"cannot fill the disk: {error}")

    def grow(self):
        subprocess.run(["mount", "-o", "remount,size=64M", str(self.folder)], check=True)


def stored_until_full(customer, text):
    stored = []
    for number in range(400):
        answer = customer.post("/v1/tickets", {"subject": f"Filler {number}", "description": text})
        if answer.status != 201:
            answer.expect_problem(507, "disk-full")
            return stored
        stored.append(answer.json["id"])
    raise AssertionError("the disk never filled")


def test_a_full_disk_stores_nothing_half_and_loses_nothing(bench):
    service, people = bench.prepared(start=False)
    disk = SmallDisk(bench, service, spare_bytes=3 * 1024 * 1024)
    service.start()
    body = {"subject": "Small", "description": "d", "credentials": [{"kind": "password", "value": "Full-Disk-Heron1", "consent": "while_open"}]}
    first = people["carl"].post("/v1/tickets", body).expect(201).json
    asked = {"reason": "To see what a full disk does", "duration_seconds": 1800}
    grant = people["dana"].post("/v1/credentials/" + first["credentials"][0]["id"] + "/grants", asked).expect(201).json
    # Large ones until no large one fits, then small ones into what is left.
    fillers = [ticket for text in ("word " * 40_000, "word") for ticket in stored_until_full(people["carl"], text)]
    rows = people["carl"].get("/v1/tickets?limit=200").expect(200).json["data"]
    check({row["id"] for row in rows} == {first["id"], *fillers}, "something is half stored, or something acknowledged is missing")
    check(disk.reserve_bytes() >= 1024 * 1024, "what is stored took of the room for endings")
    for ticket in fillers:  # endings go on where nothing is left but the reserve, and somebody takes what they set free
        disk.fill()
        check("disk is full" in people["carl"].get("/readyz").expect(503).json["problem"], "ready with no room to write")
        people["carl"].post(f"/v1/tickets/{ticket}/close").expect(200)
    check(disk.reserve_bytes() < 1024 * 1024, "control: the endings took nothing of their room")
    service.kill()
    disk.fill()
    service.start()
    people["carl"].get("/readyz").expect(503)
    people["dana"].post(f"/v1/grants/{grant['id']}/unseal").expect_problem(507, "disk-full")
    credential = "/v1/credentials/" + first["credentials"][0]["id"]
    check("certificate" in people["carl"].delete(credential).expect(200).json, "no certificate for a shred")
    people["carl"].post("/v1/tickets", body).expect_problem(507, "disk-full")
    for path in ("entries", "export", "tile/entries/000.p/1"):  # a reading of the log is an entry of it
        people["ines"].get(f"/v1/audit/{path}").expect_problem(507, "disk-full")
    service.kill()
    service.start()  # on the full disk
    disk.grow()
    people["carl"].post("/v1/tickets", body).expect(201)
    people["carl"].get("/readyz").expect(200)
    check(people["carl"].get(credential).expect(200).json["state"] == "shredded", "the shred did not last")
    check(people["ines"].post("/v1/audit/verify").expect(200).json["ok"] is True, "the log does not verify")
    service.kill()


def test_a_disk_that_filled_while_the_service_was_down_keeps_nobody_from_a_shred(bench):
    service, people = bench.prepared(start=False)
    disk = SmallDisk(bench, service, spare_bytes=20 * 1024 * 1024)
    service.start()
    body = {"subject": "Small", "description": "d", "credentials": [{"kind": "password", "value": "Full-Disk-Heron2"}]}
    ticket = people["carl"].post("/v1/tickets", body).expect(201).json
    service.stop()
    check(disk.reserve_bytes() >= 1024 * 1024 and not (service.data / "reserve").exists(), "no room is held while it is down")
    disk.fill()
    check(disk.free_bytes() == 0, "the disk is not full")
    service.start()
    credential = "/v1/credentials/" + ticket["credentials"][0]["id"]
    check("certificate" in people["carl"].delete(credential).expect(200).json, "no certificate for a shred")
    service.kill()


class Competitor:
    """Another program that writes whenever there is a block to be had."""

    def __init__(self, bench, disk):
        self.path = disk.folder / "noise"
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.write)
        self.thread.start()
        bench.at_end(self.stop)

    def write(self):
        with open(self.path, "wb", buffering=0) as noise:
            while not self.ending.is_set():
                try:
                    noise.write(bytes(16384))
                except OSError as error:
                    check(error.errno == errno.ENOSPC, f"cannot fill the disk: {error}")
                    self.ending.wait(0.001)

    def bytes(self):
        return self.path.stat().st_size

    def stop(self):
        self.ending.set()
        self.thread.join()


def test_another_program_that_keeps_the_disk_full_keeps_nobody_from_a_shred(bench):
    service, people = bench.prepared(start=False)
    disk = SmallDisk(bench, service, spare_bytes=24 * 1024 * 1024)
    clock = TurnedClock(service.folder)
    service.environment.update(clock.environment)
    service.start()

    def submitted(seconds):
        wishes = [{"kind": "password", "value": f"Crowded-Disk-{n}", "expires_in_seconds": seconds} for n in range(20)]
        ticket = people["carl"].post("/v1/tickets", {"subject": "Crowded", "description": "d", "credentials": wishes}).expect(201).json
        return ticket["id"], [credential["id"] for credential in ticket["credentials"]]

    def alive(tickets):
        rows = [people["dana"].get("/v1/tickets/" + ticket).expect(200).json["credentials"] for ticket, _ in tickets]
        return sum(row["state"] != "shredded" for credentials in rows for row in credentials)

    soon, late, kept = ([submitted(seconds) for _ in range(5)] for seconds in (600, 1200, 3600))
    competitor = Competitor(bench, disk)
    wait_for(lambda: disk.free_bytes() == 0, "the disk was never full")
    full = competitor.bytes()
    people["carl"].get("/readyz").expect(503)
    clock.turn(601)
    wait_for(lambda: alive(soon) == 0, "what fell due on a full disk was not shredded")
    check("certificate" in people["carl"].delete("/v1/credentials/" + kept[0][1][0]).expect(200).json, "no certificate for a shred")
    people["carl"].post(f"/v1/tickets/{kept[1][0]}/close").expect(200)
    service.kill()
    clock.turn(600)
    service.start()
    check(alive(late) == 0, "what fell due while it was down was not shredded")
    check(alive(kept) == 5 * 20 - 1 - 20, "something else ended")
    check("certificate" in people["carl"].delete("/v1/credentials/" + kept[0][1][1]).expect(200).json, "no certificate after the start")
    check(disk.reserve_bytes() > 512 * 1024, f"it took of the room for endings: {disk.reserve_bytes()} bytes are left")
    check(competitor.bytes() - full < 2 * 1024 * 1024, f"it found {competitor.bytes() - full} bytes")  # what the log had beside that
    competitor.stop()
    competitor.path.unlink()
    wait_for(lambda: people["carl"].get("/readyz").status == 200, "room again, and not ready")
    submitted(600)
    check(people["ines"].post("/v1/audit/verify").expect(200).json["ok"] is True, "the log does not verify")
    service.kill()
