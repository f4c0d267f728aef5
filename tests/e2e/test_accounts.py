"""Accounts at the command line: a password changed by its owner, and by an admin."""
from client import check
from tool import lines, ran, remote


def signed_in(people, login, password):
    return people["anybody"].post("/v1/session", {"login": login, "password": password, "kind": "bearer"}).status == 201


def test_a_person_changes_the_password(bench):
    service, people = bench.prepared()
    old, new = bench.passwords["dana"], "A-New-Harbour-52"
    other = service.sign_in("dana", "dana", old)
    said = "".join(ran(service, "user", "password", *remote(service, people["dana"]), "--current-file", lines(service, "wrong", "not-the-password"),
               "--password-file", lines(service, "new", new), code=1))
    check("current password is wrong" in said and signed_in(people, "dana", old), f"a wrong current password: {said}")
    said = "".join(ran(service, "user", "password", *remote(service, people["dana"]), "--current-file", "-", "--password-file", "-", stdin=f"{old}\n{new}\n".encode()))
    check("every other session" in said and new not in said and old not in said, f"what was said: {said}")
    check(signed_in(people, "dana", new) and not signed_in(people, "dana", old), "the new password is not the one")
    other.get("/v1/tickets").expect_problem(401, "unauthenticated")
    people["dana"].get("/v1/tickets").expect(200)


def test_an_admin_sets_the_password_of_somebody_else(bench):
    service, people = bench.prepared()
    new = lines(service, "new", "A-New-Harbour-53")
    dana = people["dana"].get("/v1/session").expect(200).json["user"]["id"]
    ada = people["ada"].get("/v1/session").expect(200).json["user"]["id"]
    as_ada = remote(service, people["ada"])
    said = "".join(ran(service, "user", "password", dana, *remote(service, people["omar"]), "--password-file", new, code=1))
    check(signed_in(people, "dana", bench.passwords["dana"]), f"an agent set a password: {said}")
    said = "".join(ran(service, "user", "password", ada, *as_ada, "--password-file", new, code=1))
    check("your own" in said, f"one's own without the current one: {said}")
    ran(service, "user", "password", dana, *as_ada, "--password-file", new, "--current-file", new, code=2)
    said = "".join(ran(service, "user", "password", dana, *as_ada, "--password-file", new))
    check("every open grant" in said, f"what was said: {said}")
    people["dana"].get("/v1/tickets").expect_problem(401, "unauthenticated")
    check(signed_in(people, "dana", "A-New-Harbour-53"), "the new password is not taken")
    rows = people["ines"].get("/v1/audit/entries?event=user.password_reset").expect(200).json["data"]
    check([(row["entry"]["outcome"], row["entry"].get("person")) for row in rows][-1] == ("ok", dana), f"the log: {rows}")
