"""What the servers that tests start have in common: an account that is not root, a free port, an end."""

import os
import pwd
import socket
from pathlib import Path


def account(*names: str) -> pwd.struct_passwd | None:
    """For servers that refuse to run as root: as root, the first account there is, else None (this one will do)."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name: each for each in pwd.getpwall()}
    for name in names:
        if name in known:
            return known[name]
    raise RuntimeError(f"There is no account {' or '.join(names)} for a server to run under.")


def running_as(owner: pwd.struct_passwd | None, folder: Path) -> dict:
    """Arguments of `subprocess` that run a command under this account in this folder."""
    if owner is None:
        return {"cwd": folder}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": folder}


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
