"""HTTPS servers that tell a time of the test's choice in the Date of their answers, with certificates of an authority made for them."""
import email.utils
import http.server
import socket
import ssl
import threading
import time

from openssl import openssl

CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


class Authority:
    """A certificate authority, and certificates of it for the host 127.0.0.1 and those after it."""

    def __init__(self, folder):
        folder.mkdir()
        self.folder, self.trusted, self.ca_key = folder, folder / "ca.pem", folder / "ca.key"
        self.hosts = 0
        openssl("req", "-x509", "-days", 800, "-subj", "/CN=Time Test", *CURVE, "-keyout", self.ca_key, "-out", self.trusted)

    def next_host(self):
        self.hosts += 1
        return f"127.0.0.{self.hosts}"

    def certificate(self, host, days=800):
        """(certificate, key), as files; over before it begins with days below 0"""
        base = self.folder / f"{host}.{days}"
        certificate, key, asked, extensions = (base.with_suffix(end) for end in (".pem", ".key", ".csr", ".ext"))
        openssl("req", "-new", "-subj", "/CN=Server", *CURVE, "-keyout", key, "-out", asked)
        extensions.write_text(f"subjectAltName=IP:{host}\n")
        openssl("x509", "-req", "-days", days, "-in", asked, "-CA", self.trusted, "-CAkey", self.ca_key, "-CAcreateserial",
                "-extfile", extensions, "-out", certificate)
        return certificate, key


class TimeServer:
    def __init__(self, authority, ahead_seconds=0, date=None, age=None, names=None, days=800):
        self.host, self.asked = authority.next_host(), 0

        def told():
            return date or email.utils.formatdate(time.time() + ahead_seconds, usegmt=True)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_HEAD(handler):  # noqa: N805: the other self is the server's
                self.asked += 1
                handler.send_response_only(404)
                handler.send_header("Date", told())
                if age:
                    handler.send_header("Age", age)
                handler.end_headers()

            def log_message(handler, *words):  # noqa: N805
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(server, request, address):  # noqa: N805
                pass  # a client that does not trust this one hangs up

        self.server = Server((self.host, 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*authority.certificate(names or self.host, days))
        # The handshake belongs to the thread of the connection, or one client that does not finish it keeps all others out.
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"https://{self.host}:{self.server.server_address[1]}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class SilentServer:
    """Takes connections and says nothing."""

    def __init__(self, host="127.0.0.99"):
        self.host = host
        self.socket = socket.create_server((host, 0))

    @property
    def url(self):
        return f"https://{self.host}:{self.socket.getsockname()[1]}"

    def close(self):
        self.socket.close()
