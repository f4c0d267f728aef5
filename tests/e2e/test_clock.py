"""A clock in doubt: what is over by it is refused, and destroyed once servers over HTTPS tell the same time. The clock is turned, nobody waits."""
import json
import socket
import subprocess
import time

from client import check
from service import StartFailure, wait_for
from test_expiry import check_shredded, granted, submitted
from time_servers import Authority, SilentServer, TimeServer
from turned_clock import TurnedClock

TURNED = 2 * 3600
UNTRUSTED = b"untrusted          \n"


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
    until = time.monotonic() + 0.7  # the shredder looks four times a second
    while time.monotonic() < until:
        check(people["carl"].get("/v1/credentials/" + credential).expect(200).json["state"] == "sealed", "a clock in doubt destroyed a credential")
    check("clock" in people["carl"].get("/readyz").expect(503).json["problem"], "/readyz does not speak of the clock")
    check(not confirmations(people), "the log of the audit has a confirmation")


def confirmations(people):
    return [row["entry"] for row in people["ines"].get("/v1/audit/entries?event=clock.confirmed&limit=200").expect(200).json["data"]]


def authority_of(bench, name="authority"):
    return Authority(bench.folder() / name)


def server_of(bench, authority, *told, **more):
    server = TimeServer(authority, *told, **more)
    bench.at_end(server.close)
    return server


def silent_of(bench):
    server = SilentServer()
    bench.at_end(server.close)
    return server


def test_witnesses_that_tell_the_same_time_confirm_the_clock(bench):
    authority = authority_of(bench)
    # One never answers, and one lies by a year: two of four would be no majority, three are.
    servers = [server_of(bench, authority, ahead) for ahead in (365 * 86400, TURNED, TURNED, TURNED)]
    service, people, clock = with_witnesses(bench, silent_of(bench), *servers, trusted=authority.trusted)
    check(not any(server.asked for server in servers), "somebody was asked while nothing was in doubt")
    credential, grant = turned(service, people, clock)
    wait_for(lambda: people["anybody"].get("/readyz").status == 200, "the clock is still in doubt")
    for login in ("carl", "dana", "ines"):  # two hours are too long for who is signed in
        people[login] = service.sign_in(login, login, bench.passwords[login])
    check_shredded(service, people, credential, grant)
    (entry,) = confirmations(people)
    check(entry["why"] == "witnessed", "no entry says that the clock was confirmed by witnesses")
    check(abs(entry["told"] / 1000 - TURNED - time.time()) < 60, "the entry does not say what they told")


def test_witnesses_that_tell_another_time_keep_what_lives(bench):
    authority = authority_of(bench)
    servers = [server_of(bench, authority, 0) for _ in range(2)]
    service, people, clock = with_witnesses(bench, *servers, trusted=authority.trusted)
    credential, _ = turned(service, people, clock)
    check_kept(service, people, credential, "runs ahead of what its witnesses tell")


def test_witnesses_nobody_can_believe_confirm_nothing(bench):
    # One is not trusted, one tells no date in the form of HTTP, and one alone is no majority.
    authority = authority_of(bench)
    servers = [server_of(bench, authority, TURNED), server_of(bench, authority, 0, "2099-01-01T00:00:00Z")]
    strange = authority_of(bench, "strange")
    strange.hosts = 50
    stranger = server_of(bench, strange, TURNED)
    service, people, clock = with_witnesses(bench, *servers, stranger, trusted=authority.trusted)
    credential, _ = turned(service, people, clock)
    check_kept(service, people, credential, "no majority of its witnesses")
    check(all(server.asked for server in servers) and not stranger.asked, "an untrusted server was believed, or a trusted one was not asked")
    check("witnesses=3 told=1 untrusted=1" in service.log.read_text(), "the log does not say what came of the question")


def test_a_witness_that_never_answers_does_not_hold_the_end_of_the_service(bench):
    authority = authority_of(bench)
    quick = server_of(bench, authority, TURNED)
    service, people, clock = with_witnesses(bench, quick, silent_of(bench), trusted=authority.trusted)
    turned(service, people, clock)
    wait_for(lambda: quick.asked, "nobody was asked")
    check(service.stop() == 0, "the service did not end as told")
    check("no majority" not in service.log.read_text(), "the end waited for the answer")


def test_certificates_that_cannot_be_read_stop_the_start(bench):
    try:
        with_witnesses(bench, silent_of(bench), SilentServer("127.0.0.98"), trusted="/nonexistent/ca.pem")
    except StartFailure as failure:
        check(failure.code == 2 and "clock.trusted_certificates" in failure.stderr, f"another reason: {failure.stderr}")
    else:
        check(False, "the service started with certificates nobody can read")


def told_by(bench, server, trusted):
    """What ticketvault-witness answers, bytes; it is started as the service starts it."""
    ours, its = socket.socketpair()
    with ours, its:
        process = subprocess.Popen([bench.binaries / "ticketvault-witness"], stdin=its, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={})
        its.close()
        ours.sendall(f"{trusted}\n{server.url}\n".encode())
        answer = ours.makefile("rb").read()
        process.wait()
    return answer


def test_a_witness_tells_the_date_of_a_server_it_trusts_and_nothing_else(bench):
    authority = authority_of(bench)
    answer = told_by(bench, server_of(bench, authority, TURNED), authority.trusted)
    check(len(answer) == 20 and abs(int(answer) / 1000 - TURNED - time.time()) < 60, f"control: it tells the time: {answer}")
    check(told_by(bench, server_of(bench, authority, names="127.0.0.77"), authority.trusted) == UNTRUSTED, "the certificate of another host is trusted")
    check(told_by(bench, server_of(bench, authority, days=-1), authority.trusted) == UNTRUSTED, "a certificate that is over is trusted")
    check(told_by(bench, server_of(bench, authority), authority_of(bench, "other").trusted) == UNTRUSTED, "another authority's certificate is trusted")
    for date in ("Thu, 01 Jan 2099 00:00:00 +0000", "2099-01-01", "Fri, 01 Jan 2099 00:00:00 GMT", "Thursday, 01-Jan-99 00:00:00 GMT"):
        check(told_by(bench, server_of(bench, authority, 0, date), authority.trusted) == b"", f"{date} is taken for a date of HTTP")
    check(told_by(bench, server_of(bench, authority, age="28000"), authority.trusted) == b"", "a date out of a cache is told")
