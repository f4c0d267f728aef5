"""Starts, stops and kills one ticketvaultd on one vault. Waits for its words, never for time to pass."""
import os
import pathlib
import queue
import re
import shutil
import signal
import subprocess
import threading
import time

from client import Caller, StoryFailure, plain_fingerprint

READY = re.compile(r"^ticketvaultd ready on https://(\S+):(\d+) fingerprint (SHA256:\S+)$")
SETUP = re.compile(r"^setup code: (\S+)$")
START_SECONDS = 60
STOP_SECONDS = 30
# glibc keeps freed plaintext in its caches unless told before start; the service runs as its unit file runs it.
MALLOC = "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"


class StartFailure(StoryFailure):
    """The service said no. `code` is its exit code, `stderr` its words."""

    def __init__(self, code, stderr):
        super().__init__(f"ticketvaultd ended with {code} before it was ready: {stderr.strip()[-800:]}")
        self.code, self.stderr = code, stderr


def wait_for(condition, words, seconds=30):
    """Polls until condition() is true and returns its value; a deadline only ends a test that failed anyway."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise StoryFailure(f"waited {seconds} s in vain: {words}")
        time.sleep(0.01)


class Service:
    def __init__(self, binaries, folder, port=0, options=(), environment=None):
        self.binaries = pathlib.Path(binaries).resolve()
        self.folder = pathlib.Path(folder).resolve()
        self.data, self.keys, self.custody = self.folder / "data", self.folder / "keys", self.folder / "custody.key"
        self.log = self.folder / "service.log"
        self.port, self.options, self.environment = port, list(options), dict(environment or {})
        self.process = self.address = self.fingerprint = self.shown_fingerprint = self.setup_code = None
        self.output = []  # every line of stdout, over all starts
        self.record = []  # every answer its callers got

    # --- files ---
    def program(self, name):
        return str(self.binaries / name)

    def places(self):
        return ["--data", str(self.data), "--keys", str(self.keys), "--custody-file", str(self.custody)]

    def init(self, *more):
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.tool("init", *self.places(), *more)

    def copy_to(self, folder):
        """A second vault from this one's files; only while nothing runs on them."""
        if self.process:
            raise RuntimeError("stop the service first")
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Service(self.binaries, folder, options=self.options, environment=self.environment)

    def tool_environment(self, more=None):
        """ticketvault gets a home of its own."""
        home = self.folder / "home"
        home.mkdir(mode=0o700, exist_ok=True)
        return {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "NO_COLOR": "1", **(more or {})}

    def tool(self, *arguments, stdin=None, environment=None, seconds=120):
        """Runs ticketvault to its end."""
        return subprocess.run([self.program("ticketvault"), *map(str, arguments)], input=stdin, stdin=subprocess.DEVNULL if stdin is None else None,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.tool_environment(environment), timeout=seconds)

    def tool_started(self, *arguments):
        """The same while it runs."""
        return subprocess.Popen([self.program("ticketvault"), *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.tool_environment())

    # --- the process ---
    @property
    def url(self):
        host, port = self.address
        return f"https://{host}:{port}"

    def command(self):
        return [self.program("ticketvaultd"), *self.places(), "--listen", f"127.0.0.1:{self.port}", *self.options]

    def start(self):
        if self.process:
            raise RuntimeError("already running")
        with open(self.log, "ab") as errors:
            mark = errors.tell()
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
                                            start_new_session=True,  # Ctrl-C is ours: we stop it in order
                                            env={**os.environ, "GLIBC_TUNABLES": MALLOC, **self.environment})
        lines = queue.Queue()
        self.reader = threading.Thread(target=self._read, args=(self.process.stdout, lines), daemon=True)
        self.reader.start()
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                line = lines.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                self.kill()
                raise StoryFailure(f"ticketvaultd was not ready after {START_SECONDS} s") from None
            if line is None:
                code = self._reap()
                raise StartFailure(code, self.log.read_bytes()[mark:].decode(errors="replace"))
            if found := SETUP.match(line):
                self.setup_code = found[1]
            if found := READY.match(line):
                self.address = (found[1], int(found[2]))
                self.shown_fingerprint, self.fingerprint = found[3], plain_fingerprint(found[3])
                return self

    def _read(self, stream, lines):
        for line in stream:
            text = line.decode(errors="replace").rstrip("\n")
            self.output.append(text)
            lines.put(text)
        lines.put(None)

    def _reap(self):
        code = self.process.wait(STOP_SECONDS)
        self.reader.join(STOP_SECONDS)
        self.process.stdout.close()
        self.process = None
        return code

    def stop(self):
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self):
        try:
            return self._reap()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self._reap()
            raise StoryFailure(f"ticketvaultd did not end within {STOP_SECONDS} s") from None

    def kill(self):
        """kill -9, if it still runs."""
        if self.process:
            self.process.kill()
            self._reap()

    def restart(self, hard=False):
        if hard:
            self.kill()
        else:
            self.stop()
        return self.start()

    def kill_now(self):
        """From another thread than the test's, when the whole run is stopped: it cannot start again."""
        self.binaries = pathlib.Path("/nonexistent")
        process = self.process
        if process:
            process.kill()

    def running(self):
        return self.process is not None and self.process.poll() is None

    # --- who calls ---
    def caller(self, name, authorization=None):
        return Caller(self, name, authorization, self.record)

    def sign_in(self, name, login, password):
        answer = self.caller(name).post("/v1/session", {"login": login, "password": password, "kind": "bearer"}).expect(201).json
        return self.caller(name, "Bearer " + answer["token"])
