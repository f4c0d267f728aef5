"""Who has to say yes: a thousand at once, four eyes, break-glass, and what of it the log alone tells."""
import base64
import concurrent.futures
import hashlib
import json
import threading

from client import check
from raw import Raw

VALUE = "Access-Heron-Dune-47"
REASON = "Look at the shop with it"
AT_ONCE = 1000
GROUPS = "/v1/approver-groups/"


def one_credential(people, owner="carl", **more):
    answer = people[owner].post("/v1/tickets", {"subject": "Access", "description": "please look",
                                                "credentials": [{"kind": "password", "value": VALUE}], **more}).expect(201).json
    return answer["id"], answer["credentials"][0]["id"]


def ask(people, credential, agent="dana", **more):
    return people[agent].post(f"/v1/credentials/{credential}/grants", {"reason": REASON, "duration_seconds": 600, **more}).expect(201).json["id"]


def test_a_thousand_at_once_on_a_grant_of_three_get_three(bench):
    service, people = bench.prepared(start=False)
    settings = service.folder / "wide.toml"
    settings.write_text("[http]\nconnections_per_peer_max = 0\n")
    service.options = ["--config", str(settings)]
    service.start()
    _, credential = one_credential(people)
    grant = ask(people, credential, unseals_max=3)
    people["carl"].post(f"/v1/grants/{grant}/approve").expect(200)
    connections = [Raw(service) for _ in range(AT_ONCE)]
    with concurrent.futures.ThreadPoolExecutor(max_workers=32) as pool:
        list(pool.map(Raw.__enter__, connections))
    start = threading.Barrier(AT_ONCE)

    def unseal(connection):
        start.wait()
        connection.send(connection.head("POST", f"/v1/grants/{grant}/unseal", people["dana"].authorization, 0))
        while True:
            status, _, body = connection.read_one()
            if status != 503:  # full for a moment: the same request once more
                return status, body
            connection.__exit__()
            connection.__enter__()
            connection.send(connection.head("POST", f"/v1/grants/{grant}/unseal", people["dana"].authorization, 0))

    with concurrent.futures.ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        answers = list(pool.map(unseal, connections))
    for connection in connections:
        connection.__exit__()
    values = [body for status, body in answers if status == 200]
    check(len(values) == 3, f"{len(values)} answers hold the value")
    check(all(json.loads(body)["value"] == VALUE for body in values), "a value is not the value")
    check(sorted(json.loads(body)["grant"]["unseals_done"] for body in values) == [1, 2, 3], "two claims had the same number")
    others = {status for status, _ in answers if status != 200}
    check(others == {403}, f"the others got {others}")
    check(not any(VALUE.encode() in body for status, body in answers if status != 200), "a refusal holds the value")
    opened = [row["entry"] for row in people["ines"].get(f"/v1/audit/entries?event=credential.unsealed&credential={credential}&limit=200").json["data"]]
    check([entry["outcome"] for entry in opened].count("ok") == 3, "the log does not name exactly three")
    check(people["ines"].post("/v1/audit/verify").json["ok"], "the log does not verify")


def test_a_ticket_of_the_house_needs_a_second_agent(bench):
    service, people = bench.prepared()
    _, credential = one_credential(people, owner="dana")
    grant = ask(people, credential)
    waiting = people["dana"].get(f"/v1/grants/{grant}").expect(200).json
    check(waiting["waits_for_customer"] is False and waiting["waits_for_agents"] == 1, f"it waits for {waiting}")
    people["dana"].post(f"/v1/grants/{grant}/approve").expect_problem(403, "forbidden")
    people["carl"].post(f"/v1/grants/{grant}/approve").expect_problem(404, "not-found")
    people["omar"].post(f"/v1/grants/{grant}/approve").expect(200)
    check(people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200).json["value"] == VALUE, "the value is another")


def test_a_ticket_for_a_customer_is_the_customers(bench):
    service, people = bench.prepared()
    carl = people["carl"].get("/v1/session").json["user"]["id"]
    ticket, credential = one_credential(people, owner="dana", customer=carl)
    grant = ask(people, credential)
    people["omar"].post(f"/v1/grants/{grant}/approve").expect_problem(403, "forbidden")
    people["carl"].post(f"/v1/grants/{grant}/approve").expect(200)
    body = {"subject": "x", "description": "y", "customer": carl}
    people["kaya"].post("/v1/tickets", body).expect_problem(422, "invalid")
    people["dana"].post("/v1/tickets", {**body, "customer": people["omar"].get("/v1/session").json["user"]["id"]}).expect_problem(422, "invalid")


def test_what_an_internal_note_held_is_not_the_customers_to_see(bench):
    service, people = bench.prepared()
    ticket, _ = one_credential(people)
    note = people["dana"].post(f"/v1/tickets/{ticket}/messages", {"body": "their admin password is zE4!rotunda-Qk", "internal": True}).expect(201).json
    hidden = note["credentials"][0]["id"]
    check(hidden in people["dana"].get(f"/v1/tickets/{ticket}/credentials").text, "control: agents see it")
    for path in (f"/v1/tickets/{ticket}", f"/v1/tickets/{ticket}/credentials", "/v1/grants", "/v1/tickets"):
        check(hidden not in people["carl"].get(path).expect(200).text, f"the customer is shown it at {path}")
    people["carl"].get(f"/v1/credentials/{hidden}").expect_problem(404, "not-found")
    people["carl"].delete(f"/v1/credentials/{hidden}").expect_problem(404, "not-found")
    grant = ask(people, hidden)
    people["carl"].post(f"/v1/grants/{grant}/approve").expect_problem(404, "not-found")
    people["omar"].post(f"/v1/grants/{grant}/approve").expect(200)
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200)
    closed = people["carl"].post(f"/v1/tickets/{ticket}/close").expect(200)
    check(hidden not in closed.text, "closing shows it to the customer")
    people["dana"].get(f"/v1/certificates/{hidden}").expect(200)


def test_break_glass_takes_two_named_agents_and_is_told_reviewed_and_listed(bench):
    service, people = bench.prepared()
    ids = {login: people[login].get("/v1/session").json["user"]["id"] for login in ("dana", "omar", "carl")}
    ticket, credential = one_credential(people)
    grant = ask(people, credential)
    path = f"/v1/grants/{grant}/break-glass"
    people["dana"].post(path).expect_problem(403, "forbidden")
    people["dana"].send("PUT", "/v1/break-glass", {"people": [ids["dana"]]}).expect_problem(403, "forbidden")
    people["ada"].send("PUT", "/v1/break-glass", {"people": [ids["carl"]]}).expect_problem(422, "invalid")
    people["ada"].send("PUT", "/v1/break-glass", {"people": [ids["dana"], ids["omar"]]}).expect(200)
    check(people["dana"].post(path).expect(200).json["break_glass"] == "asked", "the first call does not ask")
    people["dana"].post(path).expect_problem(409, "conflict")
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect_problem(403, "permission-required")
    check(people["omar"].post(path).expect(200).json["state"] == "approved", "the second call does not approve")
    told = people["carl"].get("/v1/tickets/" + ticket).json["messages"]
    check(len(told) == 1 and grant in told[0]["body"], "the customer is not told before it is opened")
    check(people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200).json["value"] == VALUE, "the value is another")
    people["dana"].post(f"/v1/grants/{grant}/unseal").expect_problem(403, "permission-required")
    check([one["grant"] for one in people["ada"].get("/v1/break-glass").json["unreviewed"]] == [grant], "it is not listed")
    people["ada"].post(f"/v1/grants/{grant}/review", {"root_cause": "the password is hT6!lantern-Vx and was needed"}).expect_problem(422, "invalid")
    service.stop()
    listed = service.tool("audit", "unreviewed", *service.places(), "--json")
    check([one["grant"] for one in json.loads(listed.stdout)["data"]] == [grant], f"the log does not tell: {listed.stdout} {listed.stderr}")
    service.start()
    people["ada"].post(f"/v1/grants/{grant}/review", {"root_cause": "The shop was down and its owner on a flight."}).expect(200)
    people["ada"].post(f"/v1/grants/{grant}/review", {"root_cause": "The shop was down and its owner on a flight."}).expect_problem(409, "conflict")
    service.stop()
    check(service.tool("audit", "unreviewed", *service.places()).stdout == b"Nothing waits for a review.\n", "it is still listed")
    check(service.tool("audit", "replay", *service.places()).returncode == 0, "the log does not lead to the database")


def test_the_policy_asks_for_agents_and_codes(bench):
    service, people = bench.prepared()
    _, credential = one_credential(people)
    policy = people["ada"].patch("/v1/policy", {"agents_needed": 1, "reason_codes": ["migration", "incident"]}).expect(200).json
    check(policy["reason_codes"] == ["incident", "migration"] and policy["agents_needed"] == 1, f"the policy is {policy}")
    people["ada"].patch("/v1/policy", {"reason_codes": ["In cident"]}).expect_problem(422, "invalid")
    path = f"/v1/credentials/{credential}/grants"
    people["dana"].post(path, {"reason": REASON, "duration_seconds": 60}).expect_problem(422, "invalid")
    grant = ask(people, credential, reason_code="incident")
    check(people["carl"].post(f"/v1/grants/{grant}/approve").expect(200).json["state"] == "requested", "one of two is enough")
    people["carl"].post(f"/v1/grants/{grant}/approve").expect_problem(409, "conflict")
    people["dana"].post(f"/v1/grants/{grant}/approve").expect_problem(403, "forbidden")
    check(people["omar"].post(f"/v1/grants/{grant}/approve").expect(200).json["state"] == "approved", "both are not enough")


def with_groups(bench):
    """omar and nora are security; omar, nils and dana, who asks, are the shop."""
    service, people = bench.prepared()
    ids = {login: people[login].get("/v1/session").json["user"]["id"] for login in ("dana", "omar", "carl")}
    for login in ("nora", "nils"):
        password = login + " rows across the bay"
        ids[login] = people["ada"].post("/v1/users", {"login": login, "role": "agent", "password": password}).expect(201).json["id"]
        people[login] = service.sign_in(login, login, password)
    people["ada"].send("PUT", GROUPS + "security", {"people": [ids["omar"], ids["nora"]]}).expect(200)
    people["ada"].send("PUT", GROUPS + "shop", {"people": [ids["omar"], ids["nils"], ids["dana"]]}).expect(200)
    return service, people, ids


def test_groups_are_the_admins_and_no_policy_names_what_cannot_be_met(bench):
    service, people, ids = with_groups(bench)
    for login in ("dana", "carl", "ines"):
        people[login].send("PUT", GROUPS + "security", {"people": []}).expect_problem(403, "forbidden")
        people[login].send("DELETE", GROUPS + "security").expect_problem(403, "forbidden")
    people["ada"].send("PUT", GROUPS + "security", {"people": [ids["carl"]]}).expect_problem(422, "invalid")
    people["ada"].send("PUT", GROUPS + "Security", {"people": []}).expect_problem(404, "not-found")
    listed = people["dana"].get("/v1/approver-groups").expect(200).json["data"]
    check([(one["name"], one["active"], len(one["people"])) for one in listed] == [("security", 2, 2), ("shop", 3, 3)], f"the groups are {listed}")
    check(all(set(one) == {"name", "active"} for one in people["carl"].get("/v1/approver-groups").expect(200).json["data"]), "a customer sees who they are")
    token = service.folder / "token"
    token.write_text(people["carl"].authorization.removeprefix("Bearer ") + "\n")
    told = service.tool("group", "list", "--server", service.url, "--fingerprint", service.fingerprint, "--token-file", token).stdout
    check(told.count(b"hidden") == 2, f"the tool does not say that they are hidden: {told}")
    shop = {"group": "shop", "needed": 1}
    for wrong in ([{"group": "security", "needed": 3}], [{"group": "dba", "needed": 1}], [{"group": "security", "needed": 0}],
                  [{"group": "security"}], [shop, shop], [{**shop, "more": 1}], "security:1"):
        people["ada"].patch("/v1/policy", {"approver_groups": wrong}).expect_problem(422, "invalid")
    for name in ("Shop", "none"):
        refused = people["ada"].patch("/v1/policy", {"approver_groups": [shop, {"group": name, "needed": 1}]}).expect_problem(422, "invalid")
        check("/approver_groups/1/group" in str(refused), f"the refusal does not point at the name: {refused}")
    people["ada"].send("PUT", GROUPS + "none", {"people": []}).expect_problem(404, "not-found")
    refused = people["ada"].send("PUT", GROUPS + "security", {"people": [ids["omar"], ids["carl"]]}).expect_problem(422, "invalid")
    check("agent" in refused["detail"], f"the refusal does not say why: {refused}")
    wanted = people["ada"].patch("/v1/policy", {"approver_groups": [shop, {"group": "security", "needed": 1}]}).expect(200).json
    check(wanted["approver_groups"] == [{"group": "security", "needed": 1}, shop], f"the policy is {wanted}")
    people["ada"].send("DELETE", GROUPS + "shop").expect_problem(409, "conflict")
    people["ada"].send("PUT", GROUPS + "shop", {"people": []}).expect_problem(409, "conflict")
    ticket, _ = one_credential(people)
    path = f"/v1/tickets/{ticket}/policy"
    more = people["carl"].patch(path, {"approver_groups": [{"group": "security", "needed": 2}]}).expect(200).json["approver_groups"]
    check(more == [{"group": "security", "needed": 2}, shop], f"what the customer leaves out is not the house's: {more}")
    people["carl"].patch(path, {"approver_groups": [{"group": "shop", "needed": 2}]}).expect(200)
    people["ada"].patch("/v1/policy", {"approver_groups": []}).expect(200)
    kept = people["carl"].get(path).expect(200).json["approver_groups"]
    check(kept == [{"group": "shop", "needed": 2}], f"the house's groups are kept in the ticket: {kept}")
    people["ada"].send("DELETE", GROUPS + "shop").expect_problem(409, "conflict")  # the customer's ticket names it
    people["carl"].post(f"/v1/tickets/{ticket}/close").expect(200)
    people["ada"].send("DELETE", GROUPS + "shop").expect(204)
    people["ada"].send("DELETE", GROUPS + "shop").expect_problem(404, "not-found")
    events = [row["entry"] for row in people["ines"].get("/v1/audit/entries?event=approver_group.&limit=200").expect(200).json["data"]]
    done = [(entry["event"], entry["policy"].split()[0]) for entry in events if entry["outcome"] == "ok"]
    check(done == [("approver_group.set", "group=security"), ("approver_group.set", "group=shop"), ("approver_group.removed", "group=shop")], f"the log says {done}")
    token.write_text(people["ines"].authorization.removeprefix("Bearer ") + "\n")
    seen = ["audit", "log", "--event", "approver_group.set", "--server", service.url, "--fingerprint", service.fingerprint, "--token-file", token]
    table = [line.split() for line in service.tool(*seen).stdout.decode().splitlines()]
    at = next(index for index, words in enumerate(table) if "security" in words)
    check(sorted(words[0] for words in table[at + 1:at + 3]) == sorted([ids["omar"], ids["nora"]]), f"the table does not show who is in the group: {table}")
    rows = service.tool(*seen, "--csv").stdout.decode().splitlines()
    check("policy" in rows[0].split(",") and sum("group=security people=" in row for row in rows) == 1, f"the CSV does not show who is in the group: {rows}")


def test_every_group_approves_by_people_of_its_own(bench):
    service, people, ids = with_groups(bench)
    people["ada"].patch("/v1/policy", {"approver_groups": [{"group": "shop", "needed": 1}, {"group": "security", "needed": 2}]}).expect(200)
    ticket, credential = one_credential(people)
    grant = ask(people, credential)
    approve = f"/v1/grants/{grant}/approve"

    def waiting():
        return people["dana"].get(f"/v1/grants/{grant}").expect(200).json

    check(people["omar"].post(approve).expect(200).json["state"] == "requested", "one person is enough")
    now = waiting()
    check({need["group"]: need["needed"] for need in now["waits_for_groups"]} == {"security": 1, "shop": 1}, f"one person counts twice: {now}")
    check(now["waits_for_agents"] == 2 and now["waits_for_customer"] and not now["groups_too_small"], f"it waits for {now}")
    token = service.folder / "token"
    token.write_text(people["dana"].authorization.removeprefix("Bearer ") + "\n")
    told = service.tool("grant", "show", grant, "--server", service.url, "--fingerprint", service.fingerprint, "--token-file", token).stdout
    check(b"the customer, 1 of security and 1 of shop\n" in told, f"the tool says {told}")
    people["omar"].post(approve).expect_problem(409, "conflict")
    people["dana"].post(approve).expect_problem(403, "forbidden")
    check(people["carl"].post(approve).expect(200).json["state"] == "requested", "the customer is enough")
    # Who is disabled counts no more, and the request says that nobody is left.
    people["ada"].patch("/v1/users/" + ids["omar"], {"disabled": True}).expect(200)
    check(waiting()["waits_for_agents"] == 3 and waiting()["groups_too_small"], f"a disabled agent counts: {waiting()}")
    people["ada"].patch("/v1/users/" + ids["omar"], {"disabled": False}).expect(200)
    check(people["nora"].post(approve).expect(200).json["state"] == "requested", "security alone is enough")
    check(people["nils"].post(approve).expect(200).json["state"] == "approved", "all are not enough")
    check(people["dana"].post(f"/v1/grants/{grant}/unseal").expect(200).json["value"] == VALUE, "the value is another")
    check(people["ines"].post("/v1/audit/verify").json["ok"], "the log does not verify")
    service.stop()
    check(service.tool("audit", "replay", *service.places()).returncode == 0, "the log does not lead to the database")


def merkle_root(leaves):
    """RFC 6962 section 2.1, written from the RFC."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + merkle_root(leaves[:half]) + merkle_root(leaves[half:])).digest()


def test_one_certificate_is_over_all_of_a_closed_ticket(bench):
    service, people = bench.prepared()
    answer = people["carl"].post("/v1/tickets", {"subject": "Five", "description": "please look", "credentials":
                                 [{"kind": "password", "value": f"{VALUE}-{number}"} for number in range(5)]}).expect(201).json
    ticket = answer["id"]
    people["carl"].post(f"/v1/tickets/{ticket}/certificate").expect_problem(409, "conflict")
    people["carl"].delete("/v1/credentials/" + answer["credentials"][0]["id"]).expect(200)
    closed = people["carl"].post(f"/v1/tickets/{ticket}/close").expect(200).json
    again = people["carl"].post(f"/v1/tickets/{ticket}/certificate").expect(200).json["certificate"]
    people["kaya"].post(f"/v1/tickets/{ticket}/certificate").expect_problem(404, "not-found")
    notes = {one["id"]: people["carl"].get("/v1/certificates/" + one["id"]).text for one in answer["credentials"]}
    root = base64.b64encode(merkle_root([notes[name].encode() for name in sorted(notes)])).decode()
    key = service.folder / "vault.key"
    key.write_text(people["anybody"].get("/v1/version").json["verifier"] + "\n")
    files = []
    for name, note in notes.items():
        files.append(service.folder / (name + ".txt"))
        files[-1].write_text(note)
    for note in (closed["certificate"], again):
        check(f"\ncertificates 5 {root}\n" in note, "the root is another")
        check(len(note.encode()) < 4096, "it is longer than 4 KB")
        file = service.folder / "ticket.txt"
        file.write_text(note)
        verify = ("certificate", "verify", file, "--key-file", key)
        covers = [word for other in files for word in ("--covers", other)]
        check(service.tool(*verify).returncode == 0, "it does not verify")
        done = service.tool(*verify, *covers)
        check(done.returncode == 0 and b"over exactly the 5 certificates given" in done.stderr, f"it does not cover its certificates: {done.stderr}")
        done = service.tool(*verify, *covers[2:])
        check(done.returncode == 4 and b"it is over 5, and 4 are given" in done.stderr, f"a missing certificate is not noticed: {done.stderr}")
        file.write_text(note.replace("certificates 5", "certificates 4"))
        check(service.tool(*verify).returncode == 4, "an edited one verifies")
