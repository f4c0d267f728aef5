"""Bad requests: a clear problem, nothing echoed, nothing half stored, and the service goes on."""
import json

from client import check
from raw import Raw, status_of

MARK = "Zebra-Lagoon-77-echo"
TICKET = {"subject": "Fine", "description": "nothing wrong here"}


def tickets_of(people):
    return len(people["carl"].get("/v1/tickets?limit=200").expect(200).json["data"])


def check_same(service, people, before):
    check(tickets_of(people) == before, "a refused request left a ticket")
    people["carl"].post("/v1/tickets", TICKET).expect(201)
    check(service.caller("anybody").get("/readyz").expect(200).json["ready"] is True, "the service is no longer ready")
    check(people["ines"].post("/v1/audit/verify").expect(200).json["ok"] is True, "the log does not verify")


def check_quiet(answer):
    check(MARK.encode() not in answer, "an answer echoes what was sent")


def test_bodies_that_are_not_what_the_api_takes(bench):
    service, people = bench.prepared()
    before = tickets_of(people)
    good = json.dumps(TICKET)
    many = [{"kind": "password", "value": f"{MARK}{n}"} for n in range(51)]
    files = [{"name": f"{n}.txt", "size": 1} for n in range(21)]
    rows = [
        ("cut JSON", 400, '{"subject": "' + MARK),
        ("no JSON", 400, MARK),
        ("empty", 400, ""),
        ("invalid UTF-8", 400, b'{"subject": "\xff\xfe' + MARK.encode() + b'", "description": "x"}'),
        ("half a surrogate", None, '{"subject": "\\ud800' + MARK + '", "description": "x"}'),
        ("NaN", 400, '{"subject": "a", "description": NaN}'),
        ("two values", 400, good + good),
        ("duplicate member", 422, '{"subject": "a", "subject": "%s", "description": "x"}' % MARK),
        ("unknown member", 422, json.dumps({**TICKET, MARK: 1})),
        ("missing member", 422, json.dumps({"subject": MARK})),
        ("wrong type", 422, json.dumps({**TICKET, "subject": [MARK]})),
        ("an array", 422, json.dumps([MARK])),
        ("blank subject", 422, json.dumps({**TICKET, "subject": "  \u00a0 "})),
        ("blank description", 422, json.dumps({**TICKET, "description": " \n\t"})),
        ("empty subject", 422, json.dumps({**TICKET, "subject": ""})),
        ("long subject", 422, json.dumps({**TICKET, "subject": MARK * 20})),
        ("long description", 422, json.dumps({**TICKET, "description": MARK + "x" * (256 * 1024)})),
        ("line break in the subject", 422, json.dumps({**TICKET, "subject": MARK + "\r\nSet-Cookie: a=b"})),
        ("deep nesting", (400, 422), "[" * 20_000 + "]" * 20_000),
        ("51 credentials", (409, 413, 422), json.dumps({**TICKET, "credentials": many})),
        ("21 attachments", (409, 413, 422), json.dumps({**TICKET, "attachments": files})),
        ("unknown kind", 422, json.dumps({**TICKET, "credentials": [{"kind": MARK, "value": "x"}]})),
        ("no value", 422, json.dumps({**TICKET, "credentials": [{"kind": "password", "value": ""}]})),
        ("value of 64 KiB and one", (413, 422), json.dumps({**TICKET, "credentials": [{"kind": "password", "value": "v" * 65537}]})),
        ("expiry too short", 422, json.dumps({**TICKET, "credentials": [{"kind": "password", "value": MARK, "expires_in_seconds": 59}]})),
        ("expiry too long", 422, json.dumps({**TICKET, "credentials": [{"kind": "password", "value": MARK, "expires_in_seconds": 2592001}]})),
        ("expiry as a fraction", 422, json.dumps({**TICKET, "credentials": [{"kind": "password", "value": MARK, "expires_in_seconds": 60.5}]})),
        ("file of 100 MiB and one", (413, 422), json.dumps({**TICKET, "attachments": [{"name": "big", "size": 100 * 1024 * 1024 + 1}]})),
        ("negative size", 422, json.dumps({**TICKET, "attachments": [{"name": "big", "size": -1}]})),
        ("control character in a name", (400, 422), json.dumps({**TICKET, "attachments": [{"name": MARK + "\u0000", "size": 1}]})),
        ("contact of somebody signed in", 422, json.dumps({**TICKET, "contact": {"name": MARK}})),
    ]
    for name, wanted, body in rows:
        data = body if isinstance(body, bytes) else body.encode()
        answer = people["carl"].send("POST", "/v1/tickets", data, {"Content-Type": "application/json"}, raw=True)
        statuses = wanted if isinstance(wanted, tuple) else (wanted,) if wanted else (400, 422)
        check(answer.status in statuses, f"{name}: {answer.status} instead of {statuses}")
        check(answer.headers["content-type"].startswith("application/problem+json"), f"{name}: no problem document")
        check_quiet(answer.body)
    answer = people["carl"].send("POST", "/v1/tickets", good.encode(), {"Content-Type": "text/plain"}, raw=True)
    answer.expect_problem(415, "unsupported-media-type")
    check_same(service, people, before)


def test_a_body_of_more_than_a_mebibyte_of_json_is_too_large(bench):
    service, people = bench.prepared()
    before = tickets_of(people)
    answer = people["carl"].post("/v1/tickets", {**TICKET, "environment": MARK + "x" * (1024 * 1024)})
    check(answer.status in (413, 422), f"{answer.status} for more than a mebibyte")
    check_quiet(answer.body)
    with Raw(service) as raw:  # announced, never sent: refused by its number
        raw.send(raw.head("POST", "/v1/tickets", people["carl"].authorization, 10 * 1024**3))
        check(status_of(raw.read()) == 413, "10 GB announced is not 413")
    check_same(service, people, before)


def test_framing_that_parsers_disagree_about_is_refused_and_closed(bench):
    service, people = bench.prepared()
    before = tickets_of(people)
    body = json.dumps({**TICKET, "subject": MARK}).encode()
    length = f"Content-Length: {len(body)}"
    rows = [
        ("two equal lengths", [length, length], body, (400,)),
        ("two lengths", [length, "Content-Length: 3"], body, (400,)),
        ("negative length", ["Content-Length: -5"], body, (400,)),
        ("length with a sign", [f"Content-Length: +{len(body)}"], body, (400,)),
        ("length with letters", [f"Content-Length: {len(body)}x"], body, (400,)),
        ("list of lengths", [f"Content-Length: {len(body)}, {len(body)}"], body, (400,)),
        ("length of 40 digits", ["Content-Length: " + "9" * 40], body, (400, 413)),
        ("chunked", ["Transfer-Encoding: chunked"], b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), (411,)),
        ("chunked and a length", ["Transfer-Encoding: chunked", length], body, (400,)),
        ("unknown coding", ["Transfer-Encoding: gzip"], body, (400, 411, 501)),
        ("folded header", ["X-Note: a", " b", length], body, (400,)),
        ("space before the colon", ["X-Note : a", length], body, (400,)),
        ("second Host", ["Host: other.example", length], body, (400,)),
        ("NUL in a header", ["X-Note: a\0b", length], body, (400,)),
    ]
    for name, more, data, statuses in rows:
        with Raw(service) as raw:
            raw.send(raw.head("POST", "/v1/tickets", people["carl"].authorization, more=more) + data)
            answer = raw.read()  # to its end: the service must close
            check(status_of(answer) in statuses, f"{name}: {status_of(answer)} instead of {statuses}")
            check(answer.count(b"HTTP/1.1 ") == 1, f"{name}: the body was taken for another request")
            check_quiet(answer)
    for name, line in (("bare LF", b"GET /healthz HTTP/1.1\nHost: a\n\n"), ("HTTP/2.0", b"GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n"),
                       ("no Host", b"GET /healthz HTTP/1.1\r\n\r\n"), ("no HTTP", MARK.encode() + b"\r\n\r\n")):
        with Raw(service) as raw:
            raw.send(line)
            answer = raw.read()
            check(status_of(answer) in (400, 505), f"{name}: {status_of(answer)}")
            check_quiet(answer)
    check_same(service, people, before)


def test_a_truncated_body_is_never_accepted(bench):
    service, people = bench.prepared()
    before = tickets_of(people)
    body = json.dumps(TICKET).encode()
    for end in ("half_close", "cut"):
        with Raw(service) as raw:
            # The whole JSON text has come, the announced length has not.
            raw.send(raw.head("POST", "/v1/tickets", people["carl"].authorization, len(body) + 10) + body)
            getattr(raw, end)()
            answer = raw.read()
            check(status_of(answer) in (None, 400, 408), f"{end}: a truncated request was answered with {status_of(answer)}")
    ticket = people["carl"].post("/v1/tickets", {**TICKET, "attachments": [{"name": "a.txt", "size": 1000}]}).expect(201).json
    upload = ticket["attachments"][0]["upload"]
    with Raw(service) as raw:
        raw.send(raw.head("PUT", upload, people["carl"].authorization, 1000) + b"y" * 999)
        raw.half_close()
        raw.read()
    check(people["carl"].get("/v1/tickets/" + ticket["id"]).expect(200).json["attachments"][0]["state"] == "announced", "999 of 1000 bytes were stored")
    for wrong in (b"y" * 999, b"y" * 1001):
        answer = people["carl"].put(upload, wrong)
        check(answer.status in (413, 422), f"{len(wrong)} bytes instead of 1000: {answer.status}")
    people["carl"].put(upload, b"y" * 1000).expect(200)
    check_same(service, people, before + 1)


def test_strangers_and_strange_ids_look_alike(bench):
    service, people = bench.prepared()
    ticket = people["carl"].post("/v1/tickets", {**TICKET, "credentials": [{"kind": "password", "value": "Alike-Otter-19"}],
                                                 "attachments": [{"name": "a.txt", "size": 4}]}).expect(201).json
    people["carl"].put(ticket["attachments"][0]["upload"], b"abcd").expect(200)
    ids = {"tkt": ticket["id"], "crd": ticket["credentials"][0]["id"], "att": ticket["attachments"][0]["id"]}
    grant = people["dana"].post(f"/v1/credentials/{ids['crd']}/grants", {"reason": "Ask for it here", "duration_seconds": 600}).expect(201).json["id"]
    unknown = "0" * 26
    paths = [("GET", "/v1/tickets/{tkt}"), ("GET", "/v1/credentials/{crd}"), ("GET", "/v1/tickets/{tkt}/credentials"), ("GET", "/v1/attachments/{att}"),
             ("GET", "/v1/certificates/{crd}"), ("GET", "/v1/grants/{grt}"), ("DELETE", "/v1/credentials/{crd}"), ("POST", "/v1/grants/{grt}/approve"),
             ("POST", "/v1/tickets/{tkt}/close"), ("DELETE", "/v1/uploads/{att}")]
    for method, path in paths:
        real = path.format(**ids, grt=grant)
        strange = path.format(**{name: f"{name}_{unknown}" for name in ids}, grt="grt_" + unknown)
        answers = [people["kaya"].send(method, where) for where in (real, strange)]
        bodies = []
        for answer in answers:
            check(answer.status == 404, f"{method} {path} of somebody else: {answer.status}")
            problem = answer.json
            problem.pop("request_id")
            bodies.append(problem)
        check(bodies[0] == bodies[1], f"{method} {path}: somebody else's does not look like nobody's")
        check([sorted(answer.headers) for answer in answers][0] == sorted(answers[1].headers), f"{method} {path}: other headers")
    for bad in ("tkt_", "tkt_" + "l" * 26, "tkt_" + "Z" * 26, "crd_" + unknown, "tkt_" + "0" * 25, "%00", "..", "tkt_" + "0" * 4000):
        answer = people["carl"].get("/v1/tickets/" + bad)
        check(answer.status in (400, 404, 414), f"a strange ticket id: {answer.status}")
    for secret in ("A" * 43, "", "x"):
        service.caller("stranger", f"Ticket {ids['tkt']}.{secret}").get("/v1/tickets/" + ids["tkt"]).expect_problem(401, "unauthenticated")
    for token in ("tvs_" + "A" * 43, "", "tvs_x", "Basic YTpi"):
        service.caller("stranger", "Bearer " + token).get("/v1/tickets").expect_problem(401, "unauthenticated")
    people["carl"].send("PATCH", "/v1/tickets", {}).expect_problem(405, "method-not-allowed")
    people["carl"].get("/v1/nothing-here").expect_problem(404, "not-found")
    check(people["carl"].get("/v1/tickets?limit=0").status == 422 and people["carl"].get("/v1/tickets?limit=5&limit=6").status == 422
          and people["carl"].get("/v1/tickets?cursor=" + MARK).status == 422, "a bad query parameter is not 422")


def test_only_a_trusted_proxy_speaks_for_its_clients(bench):
    body = {"subject": "Behind a proxy", "description": "d"}
    for proxies, statuses in (('["127.0.0.1"]', [201, 429, 201, 201, 429]), ("[]", [201, 429, 429, 429, 429])):
        service, people = bench.prepared(start=False)
        settings = service.folder / "proxy.toml"
        settings.write_text(f"[http]\ntrusted_proxies = {proxies}\n[guests]\ntickets_per_source_per_hour = 1\n")
        service.options = ["--config", str(settings)]
        service.start()
        # What a client claims itself, the same client, another, and two addresses of one IPv6 network.
        clients = ("10.0.0.1, 203.0.113.7", "10.0.0.2, 203.0.113.7", "203.0.113.8", "2001:db8:1:2::1", "2001:db8:1:2:ffff::1")
        got = [people["anybody"].send("POST", "/v1/tickets", body, {"X-Forwarded-For": client}).status for client in clients]
        check(got == statuses, f"trusted {proxies}: {got} instead of {statuses}")
        rows = people["ines"].get("/v1/audit/entries?event=ticket.submitted").expect(200).json["data"]
        expected = ["203.0.113.7", "203.0.113.8", "2001:db8:1:2::1"] if proxies != "[]" else ["127.0.0.1"]
        check([row.get("address") for row in rows] == expected, f"addresses in the log: {[row.get('address') for row in rows]}")


def test_a_body_that_is_a_part_or_encoded_is_refused(bench):
    service, people = bench.prepared()
    made = people["carl"].post("/v1/tickets", {**TICKET, "attachments": [{"name": "a.log", "size": 10}]}).expect(201).json
    upload = made["attachments"][0]["upload"]
    people["carl"].send("PUT", upload, b"0123456789", {"Content-Range": "bytes 5-14/20"}, raw=True).expect(400)
    people["carl"].send("PUT", upload, b"0123456789", {"Content-Encoding": "gzip"}, raw=True).expect(415)
    people["carl"].send("POST", "/v1/tickets", TICKET, {"Content-Encoding": "br"}).expect(415)
    people["carl"].put(upload, b"0123456789").expect(200)
