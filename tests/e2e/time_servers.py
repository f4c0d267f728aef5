"""HTTPS servers that tell a time of the test's choice in the Date of their answers, with certificates of an authority made for them."""
import email.utils
import http.server
import socket
import ssl
import subprocess
import threading
import time

from bench import Skip
from client import check


def openssl(*words):
    try:
        done = subprocess.run(["openssl", *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        raise Skip("the openssl command is not installed") from None
    check(done.returncode == 0, "openssl made no certificate")


class Authority:
    """A certificate authority, and one server's certificate of it."""

    def __init__(self, folder):
        folder.mkdir()
        self.trusted, key, asked, extensions = (folder / name for name in ("ca.pem", "ca.key", "server.csr", "server.ext"))
        self.certificate, self.key = folder / "server.pem", folder / "server.key"
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        openssl("req", "-x509", "-days", 800, "-subj", "/CN=Time Test", *curve, "-keyout", key, "-out", self.trusted)
        openssl("req", "-new", "-subj", "/CN=localhost", *curve, "-keyout", self.key, "-out", asked)
        extensions.write_text("subjectAltName=DNS:localhost\n")
        openssl("x509", "-req", "-days", 800, "-in", asked, "-CA", self.trusted, "-CAkey", key, "-CAcreateserial", "-extfile", extensions,
                "-out", self.certificate)


class TimeServer:
    def __init__(self, authority, ahead_seconds=0, date=None):
        self.asked = 0

        def told():
            return date or email.utils.formatdate(time.time() + ahead_seconds, usegmt=True)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_HEAD(handler):  # noqa: N805: the other self is the server's
                self.asked += 1
                handler.send_response_only(404)
                handler.send_header("Date", told())
                handler.end_headers()

            def log_message(handler, *words):  # noqa: N805
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(server, request, address):  # noqa: N805
                pass  # a client that does not trust this one hangs up

        self.server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority.certificate, authority.key)
        # The handshake belongs to the thread of the connection, or one client that does not finish it keeps all others out.
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"https://localhost:{self.server.server_address[1]}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class SilentServer:
    """Takes connections and says nothing."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))

    @property
    def url(self):
        return f"https://localhost:{self.socket.getsockname()[1]}"

    def close(self):
        self.socket.close()
