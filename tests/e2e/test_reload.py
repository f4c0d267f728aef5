"""SIGHUP: a new certificate for new connections, the old one as long as the new one is no good."""
import signal

from client import check, fingerprint_of, open_tls
from openssl import openssl
from raw import Raw
from service import wait_for


def self_signed(*words, before=()):
    """A certificate for two days: what openssl prints."""
    return openssl("req", "-x509", "-days", 2, "-subj", "/CN=vault.example", *words, before=before)


def new_certificate(folder):
    """(certificate, key) as PEM."""
    certificate, key = folder / "new.crt", folder / "new.key"
    self_signed("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate)
    return certificate.read_bytes(), key.read_bytes()


def expired_certificate(folder):
    """One of the same key as the service's, whose time is over."""
    return self_signed("-key", folder / "keys" / "tls.key", before=("faketime", "2020-01-01"))


def shown(service):
    with open_tls(service.address, None) as tls:
        return fingerprint_of(tls.getpeercert(True))


def test_sighup_brings_a_new_certificate_and_keeps_open_connections(bench):
    service, people = bench.prepared()
    certificate, key = new_certificate(service.folder)
    before = shown(service)
    with Raw(service) as old:
        ask = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
        old.send(ask)
        check(old.read_one()[0] == 200, "control: the old connection works")
        (service.keys / "tls.crt").write_bytes(certificate)
        (service.keys / "tls.key").write_bytes(key)
        service.process.send_signal(signal.SIGHUP)
        after = wait_for(lambda: (now := shown(service)) != before and now, "the certificate stayed the old one")
        old.send(ask)
        check(old.read_one()[0] == 200, "the reload broke an open connection")
    service.fingerprint = after
    people["carl"].post("/v1/tickets", {"subject": "After", "description": "x"}).expect(201)
    service.restart()
    check(service.fingerprint == after, "after a restart it is another certificate")


def test_a_broken_certificate_changes_nothing_and_is_logged(bench):
    service, people = bench.prepared()
    before, logged = shown(service), service.log.stat().st_size
    kept = (service.keys / "tls.crt").read_bytes()
    # The second does not fit the key.
    for broken in (b"no certificate\n", new_certificate(service.folder)[0], expired_certificate(service.folder)):
        (service.keys / "tls.crt").write_bytes(broken)
        service.process.send_signal(signal.SIGHUP)
        logged = wait_for(lambda: (size := service.log.stat().st_size) > logged and size, "a reload that failed was not logged")
        check(shown(service) == before, "a broken certificate replaced a good one")
        people["carl"].get("/v1/session").expect(200)
    (service.keys / "tls.crt").write_bytes(kept)


def test_a_start_with_a_certificate_that_is_over_warns_and_serves(bench):
    service, people = bench.prepared(start=False)
    service.start()
    service.stop()
    (service.keys / "tls.crt").write_bytes(expired_certificate(service.folder))
    service.start()
    people["carl"].get("/v1/session").expect(200)
    check("the certificate's time is over" in service.log.read_text(), "nobody is told")
