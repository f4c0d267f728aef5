"""HTTP written by hand, for requests no proper client sends."""
import socket

from client import open_tls


class Raw:
    def __init__(self, service):
        self.service = service

    def __enter__(self):
        self.tls = open_tls(self.service.address, self.service.fingerprint)
        return self

    def __exit__(self, *_):
        self.tls.close()

    def head(self, method, target, authorization=None, length=None, more=()):
        lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
        if authorization:
            lines.append("Authorization: " + authorization)
        if length is not None:
            lines.append(f"Content-Length: {length}")
        return ("\r\n".join([*lines, *more]) + "\r\n\r\n").encode()

    def send(self, data):
        """False when the peer closed already."""
        try:
            self.tls.sendall(data)
            return True
        except OSError:
            return False

    def half_close(self):
        """Says that nothing more will come, as a client that died half-way."""
        try:
            self.tls.unwrap()
        except OSError:
            pass

    def cut(self):
        """The connection goes away without a word of TLS."""
        try:
            self.tls.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def read(self):
        """Everything until the peer closes; fails after the timeout when it does not."""
        got = b""
        try:
            while piece := self.tls.recv(65536):
                got += piece
        except ConnectionError:
            pass
        except OSError as failure:
            if isinstance(failure, TimeoutError):
                raise
        return got

    def read_one(self):
        """One answer: (status, head, body)."""
        got = b""
        while b"\r\n\r\n" not in got:
            piece = self.tls.recv(65536)
            if not piece:
                return None, got, b""
            got += piece
        head, body = got.split(b"\r\n\r\n", 1)
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            piece = self.tls.recv(65536)
            if not piece:
                break
            body += piece
        return int(head.split(b" ")[1]), head, body


def status_of(answer):
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.1 ") else None
