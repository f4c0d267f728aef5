"""Secrets typed at a terminal: not echoed, and Ctrl-C ends the command at once."""
import os
import pty
import select
import subprocess
import termios
import time

from client import check
from test_accounts import remote, signed_in

SECONDS = 30


class Terminal:
    """A program with a terminal of its own."""

    def __init__(self, bench, service, *arguments):
        self.master, terminal = pty.openpty()
        self.echoed = self.echoes()  # before the program can change it
        self.process = subprocess.Popen(["setsid", "--ctty", service.program("ticketvault"), *map(str, arguments)], stdin=terminal, stdout=terminal,
                                        stderr=terminal, env={"HOME": str(service.folder), "PATH": os.environ["PATH"], "TERM": "dumb"})
        self.terminal, self.screen = terminal, ""  # kept open, so that its settings can be looked at in the end
        bench.at_end(self.end)

    def read_until(self, text):
        deadline = time.monotonic() + SECONDS
        while text not in self.screen:
            ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
            check(ready, f"waited for {text!r}, got {self.screen!r}")
            self.screen += os.read(self.master, 4096).decode()

    def echoes(self):
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def type(self, text):
        os.write(self.master, text.encode())

    def wait(self):
        code = self.process.wait(SECONDS)
        while select.select([self.master], [], [], 0)[0]:
            self.screen += os.read(self.master, 4096).decode()
        return code

    def end(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.terminal)


def test_a_typed_password_is_not_echoed_and_asked_twice(bench):
    service, people = bench.prepared()
    terminal = Terminal(bench, service, "user", "password", *remote(service, people["dana"]))
    terminal.read_until("current password: ")
    check(not terminal.echoes(), "the terminal echoes what is typed")
    terminal.type(bench.passwords["dana"] + "\n")
    terminal.read_until("New password: ")
    terminal.type("A-New-Harbour-52\n")
    terminal.read_until("The same again: ")
    terminal.type("A-New-Harbour-52\n")
    check(terminal.wait() == 0, f"refused: {terminal.screen}")
    check("Harbour" not in terminal.screen and bench.passwords["dana"] not in terminal.screen, "a password stands on the screen")
    check(signed_in(people, "dana", "A-New-Harbour-52"), "the typed password is not the one")


def test_ctrl_c_at_a_prompt_ends_the_command_and_changes_nothing(bench):
    service, people = bench.prepared()
    for typed, before in (("\x03", "current password: "), ("half\x03", "current password: ")):
        terminal = Terminal(bench, service, "user", "password", *remote(service, people["dana"]))
        terminal.read_until(before)
        terminal.type(typed)
        check(terminal.wait() == 1 and "interrupted" in terminal.screen, f"not ended: {terminal.screen}")
        check("half" not in terminal.screen, "half a password stands on the screen")
        check(terminal.echoed and terminal.echoes(), "the terminal was not put back")
    terminal = Terminal(bench, service, "user", "password", *remote(service, people["dana"]))
    terminal.read_until("current password: ")
    terminal.type(bench.passwords["dana"] + "\n")
    terminal.read_until("New password: ")
    terminal.type("A-New-Harbour-52\n")
    terminal.read_until("The same again: ")
    terminal.type("\x03")
    check(terminal.wait() == 1 and signed_in(people, "dana", bench.passwords["dana"]), f"interrupted, and changed: {terminal.screen}")


def test_a_pasted_value_of_several_lines_is_refused(bench):
    service, people = bench.prepared()
    ticket = people["carl"].post("/v1/tickets", {"subject": "Key", "description": "it comes by itself"}).expect(201).json["id"]
    add = ("credential", "add", ticket, "--kind", "private-key", *remote(service, people["carl"]))
    for pasted in ("-----BEGIN KEY-----\nHarbour52\n-----END KEY-----\n", "-----BEGIN KEY-----\nHarbour52"):
        terminal = Terminal(bench, service, *add)
        terminal.read_until("Value to seal: ")
        terminal.type(pasted)
        check(terminal.wait() == 2 and "more than one line; give it with --value-file" in terminal.screen, f"not refused: {terminal.screen}")
        check("Harbour52" not in terminal.screen, "the rest stands on the screen")
    terminal = Terminal(bench, service, *add)
    terminal.read_until("Value to seal: ")
    terminal.type("T" * 4090 + "0123456789END\n")
    check(terminal.wait() == 2 and "longer than a terminal takes" in terminal.screen, f"not refused: {terminal.screen}")
    check(people["carl"].get(f"/v1/tickets/{ticket}/credentials").expect(200).json["data"] == [], "a part was sealed")
    terminal = Terminal(bench, service, *add)
    terminal.read_until("Value to seal: ")
    terminal.type("one line\n")
    check(terminal.wait() == 0, f"refused: {terminal.screen}")
