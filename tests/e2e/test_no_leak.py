"""Planted secrets appear nowhere: logs at any level, files, command lines, answers to those who may not see them."""
import html
import json
import pathlib
import threading

from client import check
from corpus import Corpus
from search import control, needles_of, open_but_deleted, search_bytes, search_files
from story import Story, walk

LEVELS = ("debug", "info", "warning", "error")


def settings(folder, level):
    file = folder / f"{level}.toml"
    file.write_text(f'[log]\nlevel = "{level}"\n')
    return file


class CommandLines:
    """Reads the command line and environment of every process of ours while the story runs."""

    def __init__(self, binaries):
        self.binaries, self.seen, self.ended = str(binaries), set(), threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def watch(self):
        while not self.ended.is_set():
            for process in pathlib.Path("/proc").glob("[0-9]*"):
                try:
                    line = (process / "cmdline").read_bytes()
                    if line.startswith(self.binaries.encode()):
                        self.seen.add(line + (process / "environ").read_bytes())
                except OSError:
                    pass  # it ended meanwhile
            self.ended.wait(0.02)  # often enough for a process that lives for milliseconds more than that; a core is left for others

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join(10)


def test_the_search_finds_what_is_planted(bench):
    """Control: without it 0 hits would mean nothing."""
    planted = Corpus().planted
    folder = bench.folder()
    (folder / "page").write_bytes(bytes(range(256)) * 64)
    found, forms = control([folder], planted)
    check(found == forms and forms >= len(planted) * 8, f"{found} of {forms}")
    check(not search_files([folder], planted).hits, "hits where nothing was planted")


def test_planted_secrets_are_nowhere_after_the_whole_story(bench):
    service = bench.service()
    service.options = ["--config", str(settings(service.folder, "debug"))]
    story = Story(service)
    bench.at_end(story.end)
    with CommandLines(bench.binaries) as lines:
        walk(story)
    check(len(lines.seen) >= 2, "control: no command line of ours was seen")
    planted = story.corpus.planted
    needles = needles_of(planted)
    secrets = planted + [password.encode() for password in story.passwords.values()]
    for line in lines.seen:
        check(not search_bytes(line, needles_of(secrets)), "a secret stood in a command line or an environment")
    check(not search_bytes("\n".join(service.output).encode(), needles), "a planted secret was written to stdout")
    tokens = [caller.authorization.split()[-1].split(".")[-1].encode() for caller in story.callers.values() if caller.authorization]
    for where in (service.data, service.keys, service.log):
        hits = search_files([where], secrets + tokens).hits
        check(not hits, f"hits below {where.name}: {[(path.name, form) for path, _, form in hits]}")
    check(not search_files(open_but_deleted(service.process.pid), secrets + tokens).hits, "hits in a deleted file that is still open")
    opened = 0
    for exchange in service.record:
        hits = search_bytes(exchange.body + exchange.head, needles)
        if exchange.path.endswith("/unseal") and exchange.status == 200:
            check(exchange.caller == "dana", "somebody else unsealed")
            opened += 1
        else:
            check(not hits, f"{exchange.caller}: {exchange.method} {exchange.path} {exchange.status} holds planted secret {hits[:1]}")
    check(opened == 3, "control: the story unseals twice, and once on the copy")


def test_no_level_of_the_log_shows_more_than_ids(bench):
    planted = Corpus().planted
    ticket = {**Corpus().ticket(), "attachments": []}
    for level in LEVELS:
        service, people = bench.prepared(start=False)
        service.options = ["--config", str(settings(service.folder, level))]
        service.start()
        guest = {name: value for name, value in ticket.items()}
        answer = people["anybody"].post("/v1/tickets", guest).expect(201).json
        people["anybody"].post("/v1/session", {"login": planted[0].decode(), "password": planted[1].decode(), "kind": "bearer"}).expect(401)
        people["carl"].send("POST", "/v1/tickets", b'{"subject": "' + planted[2], {"Content-Type": "application/json"}, raw=True).expect(400)
        people["carl"].get("/v1/tickets?cursor=" + planted[3].decode()).expect(422)
        people["carl"].get("/v1/" + planted[3].decode()).expect(404)
        service.stop()
        written = service.log.read_bytes()
        check(level not in ("debug", "info") or written, f"control: nothing was logged at level {level}")
        check(not search_files([service.log, service.data, service.keys], planted + [answer["link"]["secret"].encode()]).hits, f"a secret in a file at level {level}")


def test_an_unscannable_text_is_sealed_whole(bench):
    """What cannot be rewritten is never stored in clear: text that is no UTF-8, nothing but zeros, an archive."""
    service, people = bench.prepared()
    mark = b"Wharf!Heron-plain-77"
    rows = [("latin.txt", b"pass\xf6rd: " + mark + b"\n" + b"\xff\xfe" * 20), ("zeros.bin", b"\0" * 70_000 + mark), ("x.zip", b"PK\x03\x04" + b"\0" * 60 + mark)]
    ticket = people["carl"].post("/v1/tickets", {"subject": "Odd files", "description": "see the files",
                                                 "attachments": [{"name": name, "size": len(data)} for name, data in rows]}).expect(201).json
    answers = [people["carl"].put(entry["upload"], data).expect(200).json for entry, (_, data) in zip(ticket["attachments"], rows)]
    for answer, entry, (name, _) in zip(answers, ticket["attachments"], rows):
        if answer["state"] == "stored":
            shown = people["dana"].get("/v1/attachments/" + entry["id"]).expect(200)
            check(mark not in shown.body, f"{name} is shown with its secret")
        else:
            check(answer["state"] == "sealed_whole" and answer["original"].startswith("crd_") and answer["sealed_reason"], f"{name}: {answer['state']}")
            people["dana"].get("/v1/attachments/" + entry["id"]).expect_problem(409, "conflict")
    check(not search_files([service.data, service.keys, service.log], [mark]).hits, "a secret stands in a file")


def test_a_copy_in_another_spelling_is_sealed(bench):
    service, people = bench.prepared()
    # Found as JSON writes it, typed as it is.
    config = json.dumps({"password": "Vk29/fjWq81zz"}).replace("/", "\\/")
    ticket = people["carl"].post("/v1/tickets", {"subject": "Copies", "description": f"I typed Vk29/fjWq81zz and it failed. Config: {config}"}).expect(201).json
    seen = people["dana"].get("/v1/tickets/" + ticket["id"]).expect(200).json["description"]
    check("fjWq81zz" not in seen and seen.startswith("I typed [sealed:"), f"a copy stays: {seen}")
    # Entered, and later written by programs.
    value = "Wk29\u00e9'&fjWq82zz"
    files = {"a.json": json.dumps({"line": f"tried {value} ok"}), "a.php": "<?php $x='tried " + value.replace("'", "\\'") + "';\n",
             "a.xml": f"<a>tried {html.escape(value)}</a>\n"}
    body = {"subject": "Copies", "description": "see the files", "credentials": [{"kind": "password", "value": value}],
            "attachments": [{"name": name, "size": len(data.encode())} for name, data in files.items()]}
    announced = people["carl"].post("/v1/tickets", body).expect(201).json["attachments"]
    for one in announced:
        people["carl"].put(one["upload"], files[one["name"]].encode()).expect(200)
    for one in announced:
        seen = people["dana"].get("/v1/attachments/" + one["id"]).expect(200).body.decode()
        check("fjWq82zz" not in seen and "tried [sealed:password:crd_" in seen, f"a copy stays in {one['name']}: {seen}")
