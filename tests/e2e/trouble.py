"""What the tests of trouble share: a refused start, and a ticket that must outlive it."""
from client import check
from service import StartFailure

TICKET = {"subject": "House", "description": "the password is Cellar-Door-91!"}


def refused(service, *words, code=None):
    """Starts, expects a refusal that names one of `words` and ends with `code`, if given; returns what was said."""
    try:
        service.start()
    except StartFailure as failure:
        said = failure.stderr.strip()
        check(failure.code not in (0, None) and failure.code > 0 and code in (None, failure.code), f"ended with {failure.code}")
        check(said, "refused without a word on stderr")
        check(len(said.splitlines()) <= 3, f"more than a line or two: {said[-600:]}")
        check(any(word in said.lower() for word in words), f"the words do not name the trouble ({' / '.join(words)}): {said[-400:]}")
        check("terminate called" not in said and "what():" not in said, "an exception reached the operator")
        return said
    raise AssertionError("the service started")


def still_whole(service, people, ticket):
    service.start()
    seen = people["dana"].get("/v1/tickets/" + ticket).expect(200).json
    check("Cellar" not in seen["description"] and "[sealed:" in seen["description"], "the ticket came back changed")
    check(people["ines"].post("/v1/audit/verify").expect(200).json["ok"] is True, "the log does not verify")


def with_ticket(bench):
    service, people = bench.prepared()
    ticket = people["carl"].post("/v1/tickets", TICKET).expect(201).json["id"]
    service.stop()
    return service, people, ticket
