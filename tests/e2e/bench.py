"""What a test gets: folders, services and prepared vaults, all gone when it ends."""
import json
import os
import pathlib
import secrets
import shutil
import tempfile
import threading

from service import Service
from shapes import check_documented

OPENAPI = pathlib.Path(__file__).resolve().parents[2] / "server/api/openapi.json"
PEOPLE = [("dana", "agent"), ("omar", "agent"), ("ines", "auditor"), ("carl", "customer"), ("kaya", "customer")]


class Skip(Exception):
    """The machine cannot show this; the reason is printed and counted."""


class Workshop:
    """Shared by all tests of a run: the programs and one vault with accounts, made once and copied."""

    def __init__(self, binaries):
        self.binaries = pathlib.Path(binaries).resolve()
        for name in ("ticketvaultd", "ticketvault"):
            if not os.access(self.binaries / name, os.X_OK):
                raise SystemExit(f"e2e: {self.binaries / name} is not there; ./dev build makes it")
        self.root = self.template = None
        self.lock = threading.Lock()  # guards template and the copying of it
        self.stopping, self.services = False, []

    def __enter__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="ticketvault-e2e-"))
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)

    def stop_all(self):
        """Ends every service of every running test; what starts after that ends with its test."""
        self.stopping = True
        for service in list(self.services):
            service.kill_now()

    def prepared(self):
        """(service that is stopped, passwords, tokens); hold the lock"""
        if self.template is None:
            service = Service(self.binaries, self.root / "template")
            done = service.init()
            if done.returncode != 0:
                raise AssertionError("init: " + done.stderr.decode(errors="replace"))
            try:
                service.start()
                self.template = (service, *make_people(service))
                service.stop()
            finally:
                service.kill()
        return self.template


def make_people(service):
    passwords = {login: "pw-" + secrets.token_hex(10) for login in ("ada", *(login for login, _ in PEOPLE))}
    anybody = service.caller("anybody")
    anybody.post("/v1/setup", {"code": service.setup_code, "login": "ada", "password": passwords["ada"]}).expect(201)
    callers = {"ada": service.sign_in("ada", "ada", passwords["ada"])}
    for login, role in PEOPLE:
        body = {"login": login, "role": role, "password": passwords[login], "name": login.title(), "email": f"{login}@people.example"}
        callers["ada"].post("/v1/users", body).expect(201)
        callers[login] = service.sign_in(login, login, passwords[login])
    return passwords, {login: caller.authorization for login, caller in callers.items()}


class Bench:
    def __init__(self, workshop):
        self.workshop, self.binaries = workshop, workshop.binaries
        self.services, self.closers, self.number = [], [], 0
        self.root = pathlib.Path(tempfile.mkdtemp(dir=workshop.root))

    def folder(self):
        self.number += 1
        folder = self.root / f"vault{self.number}"
        folder.mkdir()
        return folder

    def service(self, folder=None, **more):
        service = Service(self.binaries, folder or self.folder(), **more)
        self.remember(service)
        return service

    def remember(self, service):
        if self.workshop.stopping:
            raise Skip("the run was stopped")
        self.services.append(service)
        self.workshop.services.append(service)

    def prepared(self, start=True, **more):
        """A running vault of its own with an account of every role: (service, people by login)."""
        with self.workshop.lock:
            template, self.passwords, tokens = self.workshop.prepared()
            service = template.copy_to(self.folder())
        for name, value in more.items():
            setattr(service, name, value)
        self.remember(service)
        people = {login: service.caller(login, token) for login, token in tokens.items()}
        people["anybody"] = service.caller("anybody")
        if start:
            service.start()
        return service, people

    def at_end(self, action):
        self.closers.append(action)

    def check_answers(self):
        """Whatever a test provoked, the API said what its document says it may."""
        document = json.loads(OPENAPI.read_text(encoding="utf-8"))
        for service in self.services:
            check_documented(service.record, document)

    def close(self):
        for service in self.services:
            service.kill()
        for action in reversed(self.closers):
            action()
        shutil.rmtree(self.root)
