"""The custody key is changed while the service runs: nothing stops, and the old key opens nothing any more."""
import json
import os
import threading

from client import check
from tool import lines, ran, remote

TICKET = {"subject": "Custody", "description": "please look", "credentials": [{"kind": "password", "value": "Custody-Otter-31"}]}


def with_next(bench):
    service, people = bench.prepared(start=False)
    following = service.folder / "next.key"
    config = service.folder / "service.toml"
    config.write_text(f'[vault]\nnext_custody_file = "{following}"\n')
    service.options = ["--config", str(config)]
    service.start()
    return service, people, following


def rotate(service, caller, *more, code=0):
    return ran(service, "keys", "rotate", *remote(service, caller), *more, code=code)


def test_the_custody_key_changes_while_everything_goes_on(bench):
    service, people, following = with_next(bench)
    check("is not there" in rotate(service, people["ada"], code=1)[1], "a file that is not there is not told of")
    ran(service, "keys", "new", following)
    check("may not" in rotate(service, people["dana"], code=1)[1], "an agent may change the custody key")
    over, answers = threading.Event(), []

    def submit():
        while not over.is_set():
            answers.append(people["carl"].post("/v1/tickets", TICKET).status)

    customer = threading.Thread(target=submit)
    customer.start()
    rotate(service, people["ada"])
    over.set()
    customer.join()
    said = ran(service, "keys", "drill", *remote(service, people["ines"]))[0]
    check("Nothing that is shredded can be opened" in said, f"the drill says: {said}")
    check("may not" in ran(service, "keys", "drill", *remote(service, people["dana"]), code=1)[1], "an agent may drill")
    check(answers and set(answers) == {201}, f"a request failed meanwhile: {set(answers)}")
    check("has already" in rotate(service, people["ada"], code=1)[1], "the same key is taken twice")
    entries = people["ines"].get("/v1/audit/entries?event=vault.custody_rotated").expect(200).json["data"]
    check(len(entries) == 1 and people["ada"].get("/v1/session").expect(200).json["user"]["id"] in str(entries[0]), f"the entry does not name who did it: {entries}")
    # The old key stands in its place still: the next one is found, and told of.
    service.kill()
    service.start()
    check("put that file in the place of the custody file" in service.log.read_text(), "nobody says which key opened it")
    service.stop()
    said = ran(service, "keys", "status", *service.places(), code=5)[1]
    check("does not open this vault" in said, f"the old key opens it: {said}")
    following.rename(service.custody)
    here = json.loads(ran(service, "keys", "drill", *service.places(), "--json")[0])
    service.start()
    there = json.loads(ran(service, "keys", "drill", *remote(service, people["ines"]), "--json")[0])
    check(here == there and here["ok"], f"the drill says two things: {here} {there}")
    check(people["ines"].post("/v1/audit/verify").expect(200).json["ok"] is True, "the log does not verify")


def test_the_custody_key_becomes_a_passphrase_while_served(bench):
    service, people, following = with_next(bench)
    lines(service, following.name, "eight loud herons on a pier")
    check("holds no such key" in rotate(service, people["ada"], code=1)[1], "a passphrase was taken for a key file")
    for short in ("eight loud", "tvck1_" + "A" * 43):
        lines(service, following.name, short)
        rotate(service, people["ada"], "--custody", "passphrase", code=1)
    following.unlink()
    os.mkfifo(following)
    check("no plain file" in rotate(service, people["ada"], code=1)[1], "a request waits at a pipe")
    following.unlink()
    lines(service, following.name, "eight loud herons on a pier")
    rotate(service, people["ada"], "--custody", "passphrase")
    check("heron" not in service.log.read_text(), "the passphrase stands in the log")
    service.restart()
    check(people["ines"].post("/v1/audit/verify").expect(200).json["ok"] is True, "the log does not verify")
    service.stop()
    service.custody = following
    check("passphrase" in ran(service, "keys", "status", *service.places())[0], "it is no passphrase now")


def test_without_a_file_for_it_and_with_options_of_the_other_way_it_is_refused(bench):
    service, people = bench.prepared()
    check("names no file" in rotate(service, people["ada"], code=1)[1], "no reason is given")
    for more in (["--new-custody-file", "x"], ["--database"]):
        check("--data and --keys" in rotate(service, people["ada"], *more, code=2)[1], f"{more} is taken")
