"""Lays a redacted text over its original: which bytes went, under which id, and that every other byte stayed."""
import re

from client import check

PLACEHOLDER = re.compile(r"\[sealed:([a-z-]+):(crd_[0-9a-hjkmnp-tv-z]{26})\]")


class Sealed:
    def __init__(self, kind, credential, value):
        self.kind, self.credential, self.value = kind, credential, value


def align(original, redacted, name):
    """The sealed spans in order. Fails when anything but the sealed spans changed."""
    parts = PLACEHOLDER.split(redacted)  # literal, kind, id, literal, kind, id, … literal
    pattern = "".join(re.escape(part) if number % 3 == 0 else "(.+?)" if number % 3 == 1 else "" for number, part in enumerate(parts))
    found = re.fullmatch(pattern, original, re.S)
    check(found, f"{name}: the redacted text differs from the original in more than its placeholders")
    return [Sealed(parts[3 * n + 1], parts[3 * n + 2], value) for n, value in enumerate(found.groups())]


def check_covered(sealed, planted, original, name):
    """Every planted secret of the original lies in a sealed span, and no span holds much else."""
    spans = [entry.value for entry in sealed]
    for number, secret in enumerate(planted, 1):
        times = original.count(secret)
        covered = sum(span.count(secret) for span in spans)
        check(covered == times, f"{name}: planted secret {number} was sealed {covered} of {times} times")
    for entry in sealed:
        inside = [secret for secret in planted if secret in entry.value]
        check(inside, f"{name}: {entry.credential} ({entry.kind}) sealed something that was not planted")
        check(len(entry.value) <= len(max(inside, key=len)) + 16, f"{name}: {entry.credential} ({entry.kind}) sealed much more than the secret")


def short(redacted):
    """For the screen: a whole id is as long as a line."""
    return PLACEHOLDER.sub(lambda found: f"[sealed:{found[1]}:{found[2][:8]}…]", redacted)
