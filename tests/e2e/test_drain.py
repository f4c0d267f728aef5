"""SIGTERM: what has begun is finished, what is new is refused, nothing is lost."""
import signal

from client import check
from raw import Raw, status_of
from service import wait_for

DATA = b"2026-11-24 07:00:01 info rate request timed out after 60 s\n" * 2000


def announced(people):
    answer = people["carl"].post("/v1/tickets", {"subject": "Drain", "description": "see the log", "attachments": [{"name": "a.log", "size": len(DATA)}]})
    ticket = answer.expect(201).json
    return ticket["id"], ticket["attachments"][0]


def refuses(service):
    try:
        with Raw(service) as raw:
            raw.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return status_of(raw.read()) != 200
    except OSError:
        return True


def test_a_running_upload_is_finished_before_the_end(bench):
    service, people = bench.prepared()
    ticket, attachment = announced(people)
    with Raw(service) as raw:
        raw.send(raw.head("PUT", attachment["upload"], people["carl"].authorization, len(DATA)) + DATA[:50_000])
        service.process.send_signal(signal.SIGTERM)
        wait_for(lambda: refuses(service), "a draining service still takes new connections")
        check(service.running(), "the service ended with an upload running")
        raw.send(DATA[50_000:])
        status, head, body = raw.read_one()
        check(status == 200 and b'"stored"' in body, f"the running upload was answered with {status}")
        check(b"connection: close" in head.lower(), "a draining service keeps the connection")
    check(service.wait() == 0, "the service did not end with 0")
    service.start()
    check(people["dana"].get("/v1/attachments/" + attachment["id"]).expect(200).body == DATA, "the acknowledged upload came back changed")
    check(people["ines"].post("/v1/audit/verify").expect(200).json["ok"] is True, "the log does not verify")


def test_an_upload_that_never_ends_does_not_hold_the_service(bench):
    service, people = bench.prepared()
    ticket, attachment = announced(people)
    with Raw(service) as raw:
        raw.send(raw.head("PUT", attachment["upload"], people["carl"].authorization, len(DATA)) + DATA[:50_000])
        service.process.send_signal(signal.SIGTERM)
        check(service.wait() in (0, 1), "the service did not end by itself")  # after its own limit, 10 s
        check(status_of(raw.read()) != 200, "half an upload was acknowledged")
    service.start()
    check(people["carl"].get("/v1/tickets/" + ticket).expect(200).json["attachments"][0]["state"] == "announced", "half an upload counts as something")
    people["carl"].put(attachment["upload"], DATA).expect(200)


def test_ctrl_c_ends_it_too(bench):
    service, people = bench.prepared()
    service.process.send_signal(signal.SIGINT)
    check(service.wait() == 0, "SIGINT did not end the service with 0")
