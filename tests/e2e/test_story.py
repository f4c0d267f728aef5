"""The whole story over HTTPS on the real programs."""
import json

from bench import OPENAPI
from client import StoryFailure, check
from shapes import check_answer, check_exchanges
from story import Story, walk


def test_every_step_ends_as_the_api_says(bench):
    service = bench.service()
    story = Story(service)
    bench.at_end(story.end)
    walk(story)
    check(check_exchanges(service.record) > 50, "the walk looked at too few answers to mean anything")
    with open(OPENAPI, encoding="utf-8") as document:
        check(service.caller("anybody").get("/v1/openapi.json").expect(200).json == json.load(document), "another document than the source's is served")
    check(service.stop() == 0, "the service did not end with 0")


def test_an_answer_with_a_foreign_member_is_noticed(bench):
    """The walk over answers can fail."""
    good = {"id": "per_" + "0" * 26, "login": "a", "role": "agent", "name": "", "email": "", "disabled": False}
    check_answer([good], "control")
    for bad in ({**good, "password": "x"}, {name: value for name, value in good.items() if name != "role"}, {**good, "id": "per_il"}):
        try:
            check_answer([bad], "control")
        except StoryFailure:
            continue
        raise AssertionError("a wrong object passed")


def test_the_setup_code_is_asked_for_once_and_ends_with_the_first_admin(bench):
    service, _ = bench.prepared()
    check(service.setup_code is None, "a vault with an admin still prints a setup code")
    check(not any("setup code" in line for line in service.output), "a vault with an admin still prints a setup code")
