"""The members every object of the API must and may have, and a walk over whole answers that finds objects of no known shape."""
import json
import re

from client import check

TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
ID = re.compile(r"^(tkt|msg|att|crd|grt|per|ses)_[0-9a-hjkmnp-tv-z]{26}$")


def row(must, may=""):
    return set(must.split()), set(may.split())


# prefix of the id -> shapes an object with that id can have.
SHAPES = {
    "per": [row("id login role name email disabled")],
    "tkt": [
        row("id state subject customer created_at updated_at sealed_live", "nearest_expiry closes_at"),
        row("id state subject customer created_at updated_at sealed_live customer_name customer_email description environment messages attachments credentials",
            "nearest_expiry closed_at closes_at"),
        row("id state receipt credentials attachments", "link receipt_list"),
        row("id state shredded", "certificate closes_at"),
        row("id state"),
    ],
    "msg": [row("id author author_name author_role internal at body", "credentials")],
    "att": [row("id name media_type size stored_size state sealed_count", "sealed_reason original upload credentials")],
    "crd": [
        row("id ticket source kind state consent created_at expires_at unseals_max unseals_done certificate_ready",
            "rule site user port note attachment cause shredded_at consent_until internal"),
        row("id certificate"),
    ],
    "grt": [row("id credential ticket agent agent_name state reason duration_seconds unseals_max unseals_done requested_at", "decided_at activated_at ends_at reason_code break_glass waits_for_customer waits_for_agents waits_for_groups groups_too_small")],
}
TIMES = {"created_at", "updated_at", "expires_at", "nearest_expiry", "closed_at", "closes_at", "shredded_at", "requested_at", "consent_until", "decided_at", "activated_at", "ends_at", "at"}


def check_object(thing, label):
    found = ID.match(thing["id"]) if isinstance(thing["id"], str) else None
    check(found, f"{label}: an id of no known form")
    names = set(thing)
    check(any(must <= names <= must | may for must, may in SHAPES.get(found[1], [])), f"{label}: a {found[1]}_ object with members {sorted(names)}")


def check_answer(value, label):
    """Every object with an id, at any depth, has one of its shapes; every time is RFC 3339 UTC with milliseconds."""
    if isinstance(value, list):
        for entry in value:
            check_answer(entry, label)
    elif isinstance(value, dict):
        if "id" in value:
            check_object(value, label)
        for name, member in value.items():
            if name in TIMES and "entry" not in value and isinstance(member, str):
                check(TIME.match(member), f"{label}: {name} is no RFC 3339 time with milliseconds")
            if name != "entry":  # a leaf of the log has its own form
                check_answer(member, label)


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    check(len(names) == len(set(names)), "an answer has a member twice")
    return dict(pairs)


def check_exchanges(record):
    checked = 0
    for exchange in record:
        if re.search(rb"application/(problem.)?json", exchange.head) and not exchange.path.startswith("/v1/openapi"):
            check_answer(json.loads(exchange.body, object_pairs_hook=no_duplicates), f"{exchange.method} {exchange.path} {exchange.status}")
            checked += 1
    return checked


def check_documented(record, document):
    """Every exchange stands in the OpenAPI document: path, method and status. What it does not have must be answered as not there."""
    def template(path):  # the names of tiles and bundles have slashes in them
        wide = re.sub(r"\\\{(?:tile|bundle)\\\}", ".+", re.escape(path))
        return re.compile("^" + re.sub(r"\\\{[^/]+\\\}", "[^/]+", wide) + "$")

    templates = [(template(path), operations) for path, operations in document["paths"].items()]
    for exchange in record:
        path = exchange.path.split("?")[0]
        operations = next((operations for pattern, operations in templates if pattern.match(path)), None)
        operation = (operations or {}).get(exchange.method.lower())
        if exchange.status == (404 if operations is None else 405):
            continue
        check(operation, f"openapi.json has no {exchange.method} {path}, which answers {exchange.status}")
        check(str(exchange.status) in operation["responses"] or "default" in operation["responses"],
              f"openapi.json has no {exchange.status} for {exchange.method} {path}")
