"""A clock in doubt: what is over by it is refused, and destroyed once servers over HTTPS tell the same time. The clock is turned, nobody waits."""
import json

from client import check
from service import wait_for
from test_expiry import check_shredded, granted, submitted
from time_servers import Authority, SilentServer, TimeServer
from turned_clock import TurnedClock

TURNED = 2 * 3600


def with_witnesses(bench, *servers, trusted):
    service, people = bench.prepared(start=False)
    clock = TurnedClock(service.folder)
    service.environment.update(clock.environment)
    config = service.folder / "witnesses.toml"
    config.write_text(f"[clock]\nwitnesses = {json.dumps([server.url for server in servers])}\ntrusted_certificates = {json.dumps(str(trusted))}\n")
    service.options += ["--config", str(config)]
    service.start()
    return service, people, clock


def turned(service, people, clock):
    """A credential that is over by the turned clock, and its grant."""
    _, credential = submitted(people)
    grant = granted(people, credential)
    clock.turn(TURNED)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect_problem(410, "gone")
    return credential, grant


def check_kept(service, people, credential, words):
    wait_for(lambda: words in service.log.read_text(), f"the log does not say: {words}")
    check(people["carl"].get("/v1/credentials/" + credential).expect(200).json["state"] == "sealed", "a clock in doubt destroyed a credential")
    check("clock" in people["carl"].get("/readyz").expect(503).json["problem"], "/readyz does not speak of the clock")
    check(not confirmations(people), "the log of the audit has a confirmation")


def confirmations(people):
    return [row["entry"] for row in people["ines"].get("/v1/audit/entries?event=clock.confirmed&limit=200").expect(200).json["data"]]


def servers_of(bench, *described):
    """An authority and servers of it; each described as (seconds ahead, Date)."""
    authority = Authority(bench.folder() / "authority")
    servers = [TimeServer(authority, *one) for one in described]
    for server in servers:
        bench.at_end(server.close)
    return authority, servers


def test_witnesses_that_tell_the_same_time_confirm_the_clock(bench):
    # The third lies by a year: it is outvoted.
    authority, servers = servers_of(bench, (TURNED,), (TURNED,), (365 * 86400,))
    service, people, clock = with_witnesses(bench, *servers, trusted=authority.trusted)
    check(not any(server.asked for server in servers), "somebody was asked while nothing was in doubt")
    credential, grant = turned(service, people, clock)
    wait_for(lambda: people["anybody"].get("/readyz").status == 200, "the clock is still in doubt")
    for login in ("carl", "dana", "ines"):  # two hours are too long for who is signed in
        people[login] = service.sign_in(login, login, bench.passwords[login])
    check_shredded(service, people, credential, grant)
    told = confirmations(people)
    check(len(told) == 1 and told[0]["why"] == "witnessed", "no entry says that the clock was confirmed by witnesses")


def test_witnesses_that_tell_another_time_keep_what_lives(bench):
    authority, servers = servers_of(bench, (0,), (0,))
    service, people, clock = with_witnesses(bench, *servers, trusted=authority.trusted)
    credential, _ = turned(service, people, clock)
    check_kept(service, people, credential, "runs ahead of what the witnesses tell")


def test_witnesses_nobody_can_believe_confirm_nothing(bench):
    # One is not trusted, one tells no date in the form of HTTP, and one alone is no majority.
    authority, servers = servers_of(bench, (TURNED,), (0, "2099-01-01T00:00:00Z"))
    stranger = TimeServer(Authority(bench.folder() / "stranger"), TURNED)
    bench.at_end(stranger.close)
    service, people, clock = with_witnesses(bench, *servers, stranger, trusted=authority.trusted)
    credential, _ = turned(service, people, clock)
    check_kept(service, people, credential, "no majority of the witnesses")
    check(all(server.asked for server in servers) and not stranger.asked, "an untrusted server was believed, or a trusted one was not asked")


def test_a_witness_that_never_answers_does_not_hold_the_end_of_the_service(bench):
    authority, (quick,) = servers_of(bench, (TURNED,))
    silent = SilentServer()
    bench.at_end(silent.close)
    service, people, clock = with_witnesses(bench, quick, silent, trusted=authority.trusted)
    credential, _ = turned(service, people, clock)
    wait_for(lambda: quick.asked, "nobody was asked")
    check(service.stop() == 0, "the service did not end as told")
