"""Credentials and grants end by themselves, also while nothing runs. The clock is turned, nobody waits."""
from client import check
from search import search_files
from service import wait_for
from turned_clock import TurnedClock

VALUE = "Short-lived!Heron42"


def submitted(people, **more):
    ticket = {"subject": "Expiry", "description": "see the field",
              "credentials": [{"kind": "password", "value": VALUE, "consent": "while_open", "expires_in_seconds": 600, **more}]}
    answer = people["carl"].post("/v1/tickets", ticket).expect(201).json
    return answer["id"], answer["credentials"][0]["id"]


def granted(people, credential, seconds=1800, unseals=5):
    grant = people["dana"].post(f"/v1/credentials/{credential}/grants",
                                {"reason": "Look at the shop now", "duration_seconds": seconds, "unseals_max": unseals}).expect(201).json
    if grant["state"] == "requested":
        people["carl"].post(f"/v1/grants/{grant['id']}/approve").expect(200)
    return grant["id"]


def with_clock(bench):
    service, people = bench.prepared(start=False)
    clock = TurnedClock(service.folder)
    service.environment.update(clock.environment)
    service.start()
    return service, people, clock


def check_shredded(service, people, credential, grant):
    seen = wait_for(lambda: (view := people["carl"].get("/v1/credentials/" + credential).expect(200).json)["state"] == "shredded" and view,
                    "an expired credential was not shredded")
    check(seen["cause"] == "expired" and seen["certificate_ready"], "the cause of the end is not its expiry")
    problem = people["dana"].post(f"/v1/grants/{grant}/unseal").expect_problem(410, "gone")
    check(problem["certificate"] == people["carl"].get("/v1/certificates/" + credential).expect(200).text, "410 without the certificate")
    events = [entry["event"] for entry in people["ines"].get(f"/v1/audit/entries?credential={credential}&limit=200").expect(200).json["data"]]
    check("credential.destroyed" in events, "the log does not say that the key was destroyed")
    check(people["ines"].post("/v1/audit/verify").expect(200).json["ok"] is True, "the log does not verify")


def test_an_expired_credential_is_refused_and_shredded_while_running(bench):
    service, people, clock = with_clock(bench)
    _, credential = submitted(people)
    grant = granted(people, credential)
    check(people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200).json["value"] == VALUE, "control: it can be unsealed before")
    clock.turn(599 - 30)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200)
    clock.turn(32)
    # Refused from the first moment, whether or not the shredder has come by.
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect_problem(410, "gone")
    check_shredded(service, people, credential, grant)


def test_what_fell_due_while_down_is_gone_before_the_port_opens(bench):
    service, people, clock = with_clock(bench)
    _, credential = submitted(people)
    grant = granted(people, credential)
    service.stop()
    clock.turn(601)
    service.start()
    # The very first request: no time for a shredder to come by after the port opened.
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect_problem(410, "gone")
    check(people["carl"].get("/v1/credentials/" + credential).expect(200).json["state"] == "shredded", "due while down, but not shredded at start")
    check_shredded(service, people, credential, grant)
    service.stop()
    check(not search_files([service.data, service.keys, service.log], [VALUE.encode()]).hits, "the value stands in a file")


def test_due_while_down_after_kill_is_gone_too(bench):
    service, people, clock = with_clock(bench)
    _, credential = submitted(people)
    grant = granted(people, credential)
    service.kill()
    clock.turn(601)
    service.start()
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect_problem(410, "gone")
    check_shredded(service, people, credential, grant)


def test_a_grant_ends_while_its_credential_lives(bench):
    service, people, clock = with_clock(bench)
    _, credential = submitted(people, expires_in_seconds=3600)
    grant = granted(people, credential, seconds=60)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200)  # the clock of a grant starts here
    clock.turn(61)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect_problem(403, "permission-required")
    # Refused from the first moment; its state follows with the next tick of the service.
    wait_for(lambda: people["dana"].get("/v1/grants/" + grant).expect(200).json["state"] == "expired", "the grant is not expired")
    check(people["carl"].get("/v1/credentials/" + credential).expect(200).json["state"] == "sealed", "the credential ended with the grant")
    again = granted(people, credential)
    check(people["dana"].post(f"/v1/grants/{again}/unseal").expect(200).json["value"] == VALUE, "a new grant does not open it")


def closing_in(people, seconds):
    people["ada"].send("PATCH", "/v1/policy", {"closing_grace_seconds": seconds}).expect(200)
    ticket, credential = submitted(people, expires_in_seconds=86400)
    closing = people["dana"].post(f"/v1/tickets/{ticket}/close").expect(200).json
    check(closing["state"] == "closing" and not closing["shredded"], "a grace, but it was closed at once")
    return ticket, credential


def check_closed(people, ticket, credential):
    seen = wait_for(lambda: (view := people["carl"].get("/v1/tickets/" + ticket).expect(200).json)["credentials"][0]["state"] == "shredded" and view,
                    "the grace is over, but the credential is not shredded")
    check(seen["state"] == "closed" and seen["credentials"][0]["cause"] == "closed", "shredded, but not by the end of the ticket")
    people["carl"].get("/v1/certificates/" + credential).expect(200)
    people["carl"].post(f"/v1/tickets/{ticket}/certificate").expect(200)
    for login in ("carl", "dana"):
        people[login].post(f"/v1/tickets/{ticket}/reopen").expect_problem(409, "conflict")
    check(people["ines"].post("/v1/audit/verify").expect(200).json["ok"] is True, "the log does not verify")


def test_a_grace_that_ends_closes_the_ticket_while_running(bench):
    service, people, clock = with_clock(bench)
    ticket, credential = closing_in(people, 600)
    clock.turn(570)
    check(people["dana"].get("/v1/tickets/" + ticket).expect(200).json["state"] == "closing", "closed before its time")
    clock.turn(32)
    check_closed(people, ticket, credential)


def test_a_kill_in_the_grace_neither_ends_it_early_nor_late(bench):
    service, people, clock = with_clock(bench)
    kept, _ = closing_in(people, 600)
    ended, credential = closing_in(people, 600)
    service.restart(hard=True)
    check(people["dana"].get("/v1/tickets/" + kept).expect(200).json["state"] == "closing", "the kill ended the grace")
    people["dana"].post(f"/v1/tickets/{kept}/reopen").expect(200)
    service.kill()
    clock.turn(601)
    service.start()
    # The very first request: no time for a shredder to come by after the port opened.
    check(people["dana"].get("/v1/tickets/" + ended).expect(200).json["state"] == "closed", "over while down, but not closed at start")
    check_closed(people, ended, credential)
    check(people["dana"].get("/v1/tickets/" + kept).expect(200).json["state"] == "open", "reopened, and closed all the same")
    service.stop()
    check(service.tool("audit", "replay", *service.places()).returncode == 0, "the log does not lead to the database")


def test_the_command_line_says_when_a_ticket_closes_and_takes_it_back(bench):
    service, people, _ = with_clock(bench)
    ticket, _ = closing_in(people, 7200)

    def tool(login, *arguments, code=0):
        token = service.folder / ("token-" + login)
        token.write_text(people[login].authorization.removeprefix("Bearer ") + "\n")
        done = service.tool(*arguments, "--server", service.url, "--fingerprint", service.fingerprint, "--token-file", token)
        check(done.returncode == code, f"{arguments[:2]} ended with {done.returncode}: {done.stderr.decode()}")
        return done.stdout.decode() + done.stderr.decode()

    row = next(line for line in tool("dana", "ticket", "list").splitlines() if ticket in line)
    check("closing, in " in row, f"the queue does not say when: {row}")
    check("until then it can be reopened" in tool("carl", "ticket", "show", ticket), "nor does the ticket")
    check("can be reopened for 2 h" in tool("ada", "policy", "show"), "nor the policy how long")
    check("is open again" in tool("dana", "ticket", "reopen", ticket), "reopened, and nothing said")
    check("closing" in tool("carl", "ticket", "close", ticket), "the grace began, and nothing said")
    check("only they can reopen it" in tool("dana", "ticket", "reopen", ticket, code=1), "the agent reopens what the customer closed")
    check("Closed" in tool("carl", "ticket", "close", ticket, "--now"), "closed at once, and nothing said")
    check("stays closed" in tool("carl", "ticket", "reopen", ticket, code=1), "a closed ticket was reopened")
    check("ends at once" in tool("ada", "policy", "set", "--closing-grace", "none"), "the grace was not taken away")
    tool("ada", "policy", "set", "--closing-grace", "25h", code=2)


def test_turning_the_clock_back_revives_nothing(bench):
    service, people, clock = with_clock(bench)
    _, credential = submitted(people)
    grant = granted(people, credential)
    clock.turn(601)
    check_shredded(service, people, credential, grant)
    clock.turn(-500)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect_problem(410, "gone")
    service.restart()
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect_problem(410, "gone")


def test_the_last_unseal_allowed_ends_the_credential(bench):
    service, people, _ = with_clock(bench)
    _, credential = submitted(people, unseals_max=2)
    grant = granted(people, credential)
    for _ in range(2):
        people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect(410)
    seen = wait_for(lambda: (view := people["carl"].get("/v1/credentials/" + credential).expect(200).json)["state"] == "shredded" and view, "used up, not shredded")
    check(seen["cause"] == "used_up", "the cause is not the use")
