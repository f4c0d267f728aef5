#!/usr/bin/env python3
"""The whole story of one ticket on the real programs, for a person to watch; then the service stays up to be tried.

Usually started by ./dev demo, which builds first.
"""
import argparse
import os
import pathlib
import shutil
import signal
import sys
import tempfile

from client import StoryFailure
from narrator import Screen
from service import Service
from story import Story

ROOT = pathlib.Path(__file__).resolve().parents[2]


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True, help="folder of ticketvaultd and ticketvault")
    parser.add_argument("--dir", help="keep data, keys and custody.key in this folder (else a temporary one, removed at the end)")
    parser.add_argument("--exit", action="store_true", help="end after the story: 0, or 1 at the first failure")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: any free one)")
    return parser.parse_args()


def stop_on_signal(number, frame):
    raise KeyboardInterrupt


def tell(story, screen):
    """0, or the code of the first step that is not as it should be: of the program that failed, else 1."""
    for title, step in story.steps():
        screen.title(title)
        try:
            step()
        except StoryFailure as failure:
            screen.failure(str(failure))
            return getattr(failure, "code", 1) or 1
        except OSError as failure:
            screen.failure(f"{type(failure).__name__}: {failure}")
            return 1
    return 0


def show_what_next(story, screen):
    service = story.service
    tool = pathlib.Path(service.program("ticketvault"))
    tool = tool.relative_to(ROOT) if tool.is_relative_to(ROOT) else tool
    pinned = ["--server", service.url, "--fingerprint", service.shown_fingerprint]
    screen.title("Now you")
    screen.fact("service", service.url)
    screen.fact("certificate", service.shown_fingerprint)
    screen.fact("sign in as", "ada (admin), dana and omar (agents), ines (auditor)")
    screen.fact("their passwords", f"{service.folder}/accounts/ (one file each, only yours to read)")
    screen.fact("log", service.log)
    screen.line()
    screen.say("Submit a ticket as a guest, read the log as the auditor, check a certificate:")
    demo = pathlib.Path("tests/corpus/demo")
    screen.command([tool, "ticket", "submit", *pinned, "--subject", "A second ticket", "--description", demo / "description.txt",
                    "--attach", demo / "store.env", "--link-out", service.folder / "link.txt"])
    screen.command([tool, "login", service.url, "--login", "ines", "--password-file", story.password_file("ines"),
                    "--fingerprint", service.shown_fingerprint])
    screen.command([tool, "audit", "log"])
    screen.command([tool, "certificate", "verify", service.folder / "certificates" / f"{story.wanted}.txt", "--key", story.verifier])
    screen.line()
    screen.say("Ctrl-C stops the service" + ("." if story.keep else " and removes everything this demo made."))


def main():
    try:
        return demo(options())
    except OSError:
        # Only the screen is left to fail: a full disk, or a reader that went away. What was not seen was not shown.
        print("demo: standard output could not be written", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains again at its end
        return 1


def demo(arguments):
    screen = Screen()
    signal.signal(signal.SIGTERM, stop_on_signal)
    folder = pathlib.Path(arguments.dir or tempfile.mkdtemp(prefix="ticketvault-demo-")).resolve()
    if arguments.dir and any((folder / name).exists() for name in ("data", "keys", "custody.key")):
        print(f"demo: {folder} already holds a vault; name an empty or new folder", file=sys.stderr)
        return 2
    service = Service(arguments.bin, folder, port=arguments.port)
    story = Story(service, screen)
    story.keep = bool(arguments.dir)
    try:
        code = tell(story, screen)
        if code == 0:
            screen.line()
            screen.line(f"The whole story, {len(story.steps())} steps, each as it should be.", "good")
            if story.keep:
                screen.line(f"Kept in {folder}: data, keys, custody.key, certificates, accounts, service.log")
            if not arguments.exit:
                show_what_next(story, screen)
                if service.process.wait() != 0:
                    screen.failure("the service ended by itself; its log: " + service.log.read_text(errors="replace")[-800:])
                    code = 1
        return code
    except KeyboardInterrupt:
        print()
        return 0 if story.ticket and not arguments.exit else 130
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        story.end()
        if service.process:
            if service.running():
                service.stop()
            else:
                service.wait()
        if not arguments.dir:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
