"""What the auditor's commands say, and what they end with, where somebody would rather they said something else."""
import json

from client import check
from service import Service
from test_audit import Auditor


def another_key(bench, service):
    """A file with the verifier key of another vault."""
    other = Service(service.binaries, bench.folder())
    other.init()
    shown = json.loads(other.tool("keys", "status", *other.places(), "--json").stdout)
    key = other.folder / "other.key"
    key.write_text(shown["verifier"] + "\n")
    return key


def test_a_log_signed_with_another_key_is_found_by_the_kept_one(bench):
    service, people = bench.prepared()
    auditor = Auditor(service, people["ines"])
    other = another_key(bench, service)
    auditor.audit("verify", "--key-file", auditor.key)
    done = service.tool("audit", "verify", *auditor.remote, "--key-file", other)
    check(done.returncode == 7 and b"another key than the expected one" in done.stderr and not done.stdout, f"through the service: {done}")
    told = service.tool("audit", "verify", *auditor.remote, "--key-file", other, "--json")
    check(told.returncode == 7 and json.loads(told.stdout)["fault"] == "unknown_key", f"as JSON: {told}")
    auditor.audit("verify", "--key", "garbage", code=2)
    service.stop()
    auditor.run("audit", "verify", *service.places(), "--key-file", auditor.key)
    auditor.run("audit", "verify", *service.places(), "--key-file", other, code=7)
