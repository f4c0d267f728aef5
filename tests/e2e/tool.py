"""The command line against a running service."""
from client import check


def lines(service, name, *texts):
    path = service.folder / name
    path.touch(mode=0o600)
    path.write_text("".join(text + "\n" for text in texts))
    return path


def remote(service, caller):
    token = lines(service, caller.name + ".token", caller.authorization.removeprefix("Bearer "))
    return ["--server", service.url, "--fingerprint", service.fingerprint, "--token-file", token]


def ran(service, *arguments, code=0, stdin=None):
    """(standard output, standard error)"""
    done = service.tool(*arguments, stdin=stdin)
    out, err = done.stdout.decode(), done.stderr.decode()
    check(done.returncode == code, f"{arguments[:2]}: {done.returncode} instead of {code}: {err}")
    return out, err
