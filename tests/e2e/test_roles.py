"""Who may do what, seen from outside: each role against the acts of the story."""
from client import check

VALUE = "Roles-Otter-Quay-31"
REASON = "Look at the shop with it"


def one_ticket(people, owner="carl", **more):
    answer = people[owner].post("/v1/tickets", {"subject": "Roles", "description": f"the password is {VALUE}x",
                                                "credentials": [{"kind": "password", "value": VALUE, **more}]}).expect(201).json
    return answer["id"], next(entry["id"] for entry in answer["credentials"] if entry["source"] == "entered")


def test_nobody_without_sign_in_sees_anything(bench):
    service, people = bench.prepared()
    ticket, credential = one_ticket(people)
    for method, path in [("GET", "/v1/tickets"), ("GET", "/v1/tickets/" + ticket), ("GET", "/v1/credentials/" + credential), ("GET", "/v1/grants"),
                         ("GET", "/v1/users"), ("GET", "/v1/audit/entries"), ("POST", "/v1/audit/verify"), ("DELETE", "/v1/credentials/" + credential),
                         ("GET", "/v1/session"), ("POST", f"/v1/tickets/{ticket}/close"), ("GET", "/v1/certificates/" + credential)]:
        people["anybody"].send(method, path).expect_problem(401, "unauthenticated")


def test_a_value_leaves_only_to_the_agent_of_a_live_grant(bench):
    service, people = bench.prepared()
    ticket, credential = one_ticket(people)
    for login in ("ines", "ada", "carl", "kaya"):
        answer = people[login].post(f"/v1/credentials/{credential}/grants", {"reason": REASON, "duration_seconds": 600})
        check(answer.status in (403, 404), f"{login} may ask for a grant: {answer.status}")
    grant = people["dana"].post(f"/v1/credentials/{credential}/grants", {"reason": REASON, "duration_seconds": 600}).expect(201).json["id"]
    for login in ("dana", "omar", "ines", "ada", "kaya"):
        answer = people[login].post(f"/v1/grants/{grant}/approve")
        check(answer.status in (403, 404), f"{login} may approve: {answer.status}")
    people["carl"].post(f"/v1/grants/{grant}/approve").expect(200)
    for login in ("omar", "ines", "ada", "carl", "kaya", "anybody"):
        answer = people[login].post(f"/v1/grants/{grant}/unseal")
        check(answer.status in (401, 403, 404) and VALUE.encode() not in answer.body, f"{login} may unseal: {answer.status}")
    check(people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200).json["value"] == VALUE, "control: the agent of the grant may")


def test_auditor_and_admin_see_no_ticket_text(bench):
    service, people = bench.prepared()
    ticket, _ = one_ticket(people)
    for login in ("ines", "ada"):
        answer = people[login].get("/v1/tickets/" + ticket)
        seen = answer.expect(200).json
        check(not {"subject", "description", "environment", "customer_name", "customer_email"} & set(seen) and not seen["messages"], f"{login} reads ticket text")
        check(seen["credentials"] and all("site" not in row and "kind" in row for row in seen["credentials"]), f"{login} reads a label")
        rows = people[login].get("/v1/tickets").expect(200).json["data"]
        check([row["id"] for row in rows] == [ticket] and "subject" not in rows[0], f"{login} reads a subject in the queue")
        people[login].post("/v1/tickets", {"subject": "x", "description": "y"}).expect_problem(403, "forbidden")
        check(people[login].post(f"/v1/tickets/{ticket}/messages", {"body": "hello"}).status in (403, 404), f"{login} may write in a ticket")
    check(b"the password is" in people["dana"].get("/v1/tickets/" + ticket).body, "control: an agent reads it")


def test_accounts_are_the_admins_and_the_log_is_the_auditors(bench):
    service, people = bench.prepared()
    for login in ("dana", "ines", "carl"):
        people[login].get("/v1/users").expect_problem(403, "forbidden")
        people[login].post("/v1/users", {"login": "eve", "role": "admin", "password": "long enough for it"}).expect_problem(403, "forbidden")
    for login in ("dana", "ada"):
        people[login].get("/v1/audit/entries").expect_problem(403, "forbidden")
    people["ines"].get("/v1/audit/entries").expect(200)
    people["ada"].post("/v1/audit/verify").expect(200)
    people["ada"].post("/v1/users", {"login": "dana", "role": "agent", "password": "long enough for it"}).expect_problem(409, "conflict")
    people["ada"].post("/v1/users", {"login": "eve", "role": "agent", "password": "short"}).expect_problem(422, "invalid")
    users = {user["login"]: user for user in people["ada"].get("/v1/users").expect(200).json["data"]}
    check({"ada", "dana", "omar", "ines", "carl", "kaya"} <= set(users), "not every account is listed")
    people["ada"].patch("/v1/users/" + users["omar"]["id"], {"disabled": True}).expect(200)
    people["omar"].get("/v1/tickets").expect_problem(401, "unauthenticated")


def test_a_customers_own_log_is_only_of_own_tickets(bench):
    service, people = bench.prepared()
    mine, _ = one_ticket(people, "carl")
    other, _ = one_ticket(people, "kaya")
    rows = people["carl"].get(f"/v1/audit/entries?ticket={mine}").expect(200).json["data"]
    check(rows and all(row["entry"].get("ticket") == mine for row in rows), "the log of one ticket shows another")
    check(people["carl"].get(f"/v1/audit/entries?ticket={other}").status in (200, 403, 404), "somebody else's log")
    check(other not in people["carl"].get(f"/v1/audit/entries?ticket={other}").text, "somebody else's log")


def test_standing_consent_answers_for_the_customer_while_the_ticket_is_open(bench):
    service, people = bench.prepared()
    ticket, credential = one_ticket(people, consent="while_open")
    grant = people["dana"].post(f"/v1/credentials/{credential}/grants", {"reason": REASON, "duration_seconds": 600}).expect(201).json
    check(grant["state"] == "approved", "while_open did not approve")
    people["carl"].post(f"/v1/grants/{grant['id']}/revoke").expect(200)
    people["dana"].post(f"/v1/grants/{grant['id']}/unseal").expect_problem(403, "permission-required")
    again = people["dana"].post(f"/v1/credentials/{credential}/grants", {"reason": REASON, "duration_seconds": 600}).expect(201).json["id"]
    people["dana"].post(f"/v1/grants/{again}/end").expect(200)
    people["dana"].post(f"/v1/grants/{again}/unseal").expect_problem(403, "permission-required")


def test_a_consent_for_an_hour_is_given_and_withdrawn(bench):
    service, people = bench.prepared()
    _, credential = one_ticket(people)
    asked = {"reason": REASON, "duration_seconds": 600}
    grant = people["dana"].post(f"/v1/credentials/{credential}/grants", asked).expect(201).json["id"]
    people["dana"].send("PUT", f"/v1/credentials/{credential}/consent", {"consent": "hour"}).expect_problem(403, "forbidden")
    people["carl"].post(f"/v1/grants/{grant}/approve?consent=hour").expect(200)
    second = people["dana"].post(f"/v1/credentials/{credential}/grants", asked).expect(201).json
    check(second["state"] == "approved", "a consent for an hour did not answer")
    people["carl"].send("PUT", f"/v1/credentials/{credential}/consent", {"consent": "ask"}).expect(200)
    people["dana"].post(f"/v1/grants/{second['id']}/unseal").expect_problem(403, "permission-required")
    people["carl"].post(f"/v1/grants/{grant}/revoke").expect_problem(409, "conflict")


def test_a_reason_with_a_secret_in_it_never_reaches_the_log(bench):
    service, people = bench.prepared()
    _, credential = one_ticket(people)
    secret = "Quiet!Lantern-88x"
    answer = people["dana"].post(f"/v1/credentials/{credential}/grants",
                                 {"reason": f"he told me the password: {secret}", "duration_seconds": 600})
    check(answer.status in (201, 422) and secret.encode() not in answer.body, "the reason was taken with the secret in it")
    check(secret.encode() not in people["ines"].get("/v1/audit/entries?limit=200").expect(200).body, "the secret stands in the log")


def test_a_reply_is_scanned_like_the_ticket(bench):
    service, people = bench.prepared()
    ticket, _ = one_ticket(people)
    secret = "Amber^Sextant_402"
    answer = people["carl"].post(f"/v1/tickets/{ticket}/messages", {"body": f"Sorry, the new password is {secret}\nMarta"}).expect(201)
    check(secret.encode() not in answer.body and len(answer.json["credentials"]) == 1, "the reply was not scanned")
    people["dana"].post(f"/v1/tickets/{ticket}/messages", {"body": "the customer is upset", "internal": True}).expect(201)
    check(people["carl"].post(f"/v1/tickets/{ticket}/messages", {"body": "x", "internal": True}).status in (403, 422), "a customer writes internal notes")
    seen = {login: people[login].get("/v1/tickets/" + ticket).expect(200) for login in ("carl", "dana")}
    check(all(secret.encode() not in answer.body for answer in seen.values()), "the secret stands in the thread")
    check(b"upset" in seen["dana"].body and b"upset" not in seen["carl"].body, "an internal note reaches the customer, or no agent")


def test_a_page_needs_its_token_and_its_origin(bench):
    service, people = bench.prepared()
    anybody = people["anybody"]
    answer = anybody.post("/v1/session", {"login": "carl", "password": bench.passwords["carl"], "kind": "cookie"}).expect(201)
    cookie = answer.headers["set-cookie"]
    check(cookie.startswith("__Host-session=") and all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/")), "a weak cookie")
    check("token" not in answer.json and answer.json["csrf"], "a cookie session shows its token")
    page = {"Cookie": cookie.split(";")[0]}
    ticket = {"subject": "From a page", "description": "x"}
    own = {"Origin": service.url}
    anybody.send("GET", "/v1/session", headers=page).expect(200)
    for headers in ({}, {"X-CSRF-Token": "A" * 43, **own}, {"X-CSRF-Token": answer.json["csrf"], "Origin": "https://evil.example"}):
        anybody.send("POST", "/v1/tickets", ticket, {**page, **headers}).expect_problem(403, "forbidden")
    anybody.send("POST", "/v1/tickets", ticket, {**page, **own, "X-CSRF-Token": answer.json["csrf"]}).expect(201)
    anybody.send("DELETE", "/v1/session", headers={**page, **own, "X-CSRF-Token": answer.json["csrf"]}).expect(204)
    anybody.send("GET", "/v1/session", headers=page).expect_problem(401, "unauthenticated")


def test_a_guest_link_opens_one_ticket_and_nothing_else(bench):
    service, people = bench.prepared()
    answer = people["anybody"].post("/v1/tickets", {"subject": "Guest", "description": "x"}).expect(201).json
    guest = service.caller("guest", f"Ticket {answer['id']}.{answer['link']['secret']}")
    other, _ = one_ticket(people)
    guest.get("/v1/tickets/" + answer["id"]).expect(200)
    guest.get("/v1/tickets/" + other).expect_problem(404, "not-found")
    for path in ("/v1/users", "/v1/audit/export"):
        check(guest.get(path).status in (403, 404), f"a guest reads {path}")
    rows = guest.get("/v1/tickets")
    check(rows.status == 403 or [row["id"] for row in rows.json["data"]] == [answer["id"]], "a guest lists more than the own ticket")
