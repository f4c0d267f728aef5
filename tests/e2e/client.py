"""A strict HTTPS client for one service: the certificate is known by its fingerprint, every answer is read to its end."""
import collections
import hashlib
import http.client
import json
import re
import socket
import ssl

TIMEOUT_SECONDS = 30
PROBLEM = "urn:ticket-vault:problem:"
SECURITY_HEADERS = ("strict-transport-security", "content-security-policy", "x-content-type-options", "referrer-policy",
                    "cross-origin-opener-policy", "cross-origin-resource-policy", "cache-control", "x-request-id")


class StoryFailure(AssertionError):
    """Something is not as docs and API say. The text may be shown: it never holds a planted secret."""


def check(condition, words):
    if not condition:
        raise StoryFailure(words)


def fingerprint_of(der):
    return hashlib.sha256(der).hexdigest()


def plain_fingerprint(text):
    """'SHA256:AB:cd…' in any spelling as 64 lower-case hex digits."""
    return re.sub(r"^sha-?256:", "", text.strip().lower()).replace(":", "")


def tls_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # the fingerprint says who it is
    context.verify_mode = ssl.CERT_NONE
    return context


def open_tls(address, fingerprint, timeout=TIMEOUT_SECONDS):
    """A raw TLS connection, checked; for tests that write HTTP by hand."""
    raw = socket.create_connection(address, timeout=timeout)
    try:
        tls = tls_context().wrap_socket(raw)
    except BaseException:
        raw.close()
        raise
    if fingerprint and fingerprint_of(tls.getpeercert(True)) != fingerprint:
        tls.close()
        raise StoryFailure("the service shows another certificate than it announced")
    return tls


class PinnedConnection(http.client.HTTPConnection):
    def __init__(self, address, fingerprint):
        super().__init__(address[0], address[1], timeout=TIMEOUT_SECONDS)
        self.fingerprint = fingerprint

    def connect(self):
        self.sock = open_tls((self.host, self.port), self.fingerprint, self.timeout)


Exchange = collections.namedtuple("Exchange", "caller method path status head body")


class Answer:
    def __init__(self, label, status, headers, body):
        self.label, self.status, self.headers, self.body = label, status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode()

    def expect(self, status):
        if self.status != status:
            raise StoryFailure(f"{self.label}: {self.status} instead of {status}{self.problem_words()}")
        return self

    def problem_words(self):
        if "problem+json" not in self.headers.get("content-type", ""):
            return ""
        problem = self.json
        return f" ({problem.get('type', '').removeprefix(PROBLEM)}: {problem.get('detail', '')})"

    def expect_problem(self, status, word):
        """RFC 9457 as docs say it: our type, title, status, a literal detail and the request id of the header."""
        self.expect(status)
        check(self.headers.get("content-type", "").startswith("application/problem+json"), f"{self.label}: {status} is no problem document")
        problem = self.json
        check(problem.get("type") == PROBLEM + word, f"{self.label}: problem {problem.get('type')} instead of {word}")
        check(problem.get("status") == status, f"{self.label}: the problem's status is not {status}")
        check(problem.get("title") and problem.get("detail"), f"{self.label}: a problem without title or detail")
        check(problem.get("request_id") == self.headers.get("x-request-id"), f"{self.label}: request id of body and header differ")
        return problem


class Caller:
    """One role at the service. Keeps what it was told, so that tests can search it."""

    def __init__(self, service, name, authorization=None, record=None):
        self.service, self.name, self.authorization = service, name, authorization
        self.record = record if record is not None else []

    def send(self, method, path, body=None, headers=None, raw=False):
        sent = {"Connection": "close"}
        if self.authorization:
            sent["Authorization"] = self.authorization
        if body is not None and not raw:
            body = json.dumps(body, ensure_ascii=False).encode()
            sent["Content-Type"] = "application/json"
        elif raw:
            sent["Content-Type"] = "application/octet-stream"
        sent.update(headers or {})
        connection = PinnedConnection(self.service.address, self.service.fingerprint)
        try:
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            got = response.read()
            # Repeated names are joined; none of ours may repeat but Set-Cookie.
            pairs = {name.lower(): value for name, value in response.getheaders()}
        finally:
            connection.close()
        # The label says what was asked without what was sent: ids may stand in a test's output, bodies not.
        answer = Answer(f"{self.name}: {method} {path}", response.status, pairs, got)
        self.record.append(Exchange(self.name, method, path, response.status, str(response.getheaders()).encode(), got))
        for name in SECURITY_HEADERS:
            check(name in pairs, f"{answer.label}: no {name} header")
        check("server" not in pairs, f"{answer.label}: the server names itself")
        return answer

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, body=None):
        return self.send("POST", path, body)

    def delete(self, path):
        return self.send("DELETE", path)

    def patch(self, path, body):
        return self.send("PATCH", path, body)

    def put(self, path, data):
        return self.send("PUT", path, data, raw=True)
