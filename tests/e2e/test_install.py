"""What `cmake --install` puts down is the whole product, and works from there."""
import re
import subprocess

from client import check
from test_documents import letter

UNIT, CONFIGURATION = "lib/systemd/system/ticketvaultd.service", "share/doc/ticketvault/ticketvaultd.toml"
PARTS = [
    "bin/ticketvault",
    "bin/ticketvaultd",
    "bin/ticketvault-parser",
    "bin/ticketvault-witness",
    UNIT,
    CONFIGURATION,
    "share/man/man8/ticketvaultd.8",
    "share/man/man1/ticketvault.1",
    "share/man/man1/ticketvault-audit-verify.1",
    "share/bash-completion/completions/ticketvault",
    "share/zsh/site-functions/_ticketvault",
    "share/fish/vendor_completions.d/ticketvault.fish",
]


def test_the_installed_programs_find_each_other_and_their_configuration(bench):
    prefix = bench.folder() / "usr"
    done = subprocess.run(["cmake", "--install", bench.binaries.parent, "--prefix", prefix], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    check(done.returncode == 0, "install: " + done.stdout.decode(errors="replace")[-400:])
    for part in PARTS:
        check((prefix / part).is_file(), f"{part} is not installed")
    unit = (prefix / UNIT).read_text()
    check("ExecStart=/usr/bin/ticketvaultd " in unit, "the unit starts another program")

    said = subprocess.run([prefix / "bin/ticketvaultd", "--help"], stdout=subprocess.PIPE).stdout.decode()
    options = set(re.findall(r"^  --([a-z-]+)", said, re.M))
    explained = set(re.findall(r"^\.It Fl -([a-z-]+)", (prefix / "share/man/man8/ticketvaultd.8").read_text(), re.M))
    check(options == explained, f"the manual and --help differ in {options ^ explained}")

    # A document is opened by the program beside the service: sealed whole where that is not found.
    service, people = bench.prepared(start=False)
    service.binaries = prefix / "bin"
    service.options = ["--config", str(prefix / CONFIGURATION)]
    service.start()
    document = bench.folder() / "letter.docx"
    document.write_bytes(letter())
    found = service.tool("scan", document, "--format", "ndjson")
    check(found.returncode == 3 and b"sealed_whole" not in found.stdout, f"the document was not opened: {found.stdout[:300]}")
    people["carl"].post("/v1/tickets", {"subject": "Installed", "description": "the ftp password is Gravel!moon58"}).expect(201)
