"""Certificates made by another program than ours."""
import subprocess

from bench import Skip
from client import check


def openssl(*words, before=()):
    """What it prints. `before`: words of a command that starts it."""
    try:
        done = subprocess.run([*before, "openssl", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except FileNotFoundError as missing:
        raise Skip(f"the {missing.filename} command is not installed") from None
    check(done.returncode == 0, "openssl made no certificate")
    return done.stdout
