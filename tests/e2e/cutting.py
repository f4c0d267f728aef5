"""Something between client and service that ends a connection early, as a proxy does whose own upstream broke."""
import contextlib
import socket
import ssl
import threading

from client import open_tls


class Cutting:
    """Passes one request on, and the first `answer_bytes` of its answer; then says over TLS that this was all, or does not. Speaks with the
    service's own certificate."""

    def __init__(self, service, answer_bytes, in_order=True):
        self.service, self.answer_bytes, self.in_order = service, answer_bytes, in_order
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(service.keys / "tls.crt", service.keys / "tls.key")
        self.listener = context.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True)
        self.passed = 0
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.close()
        self.thread.join(30)

    @property
    def url(self):
        return f"https://127.0.0.1:{self.listener.getsockname()[1]}"

    def _serve(self):
        with contextlib.suppress(OSError), self.listener.accept()[0] as client, open_tls(self.service.address, self.service.fingerprint) as upstream:
            upstream.sendall(client.recv(65536))
            while self.passed < self.answer_bytes and (piece := upstream.recv(min(4096, self.answer_bytes - self.passed))):
                client.sendall(piece)
                self.passed += len(piece)
            if self.in_order:
                client.unwrap()
            else:
                client.shutdown(socket.SHUT_RDWR)
