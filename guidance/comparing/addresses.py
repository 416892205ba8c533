"""Where a data source may be asked: https on public addresses, and the hosts that the operator has listed.

An address is resolved once and the connection goes to what was found, so that a name cannot turn into an inner host
between the look and the call. `HALL_DATA_HOSTS` lists the hosts of the city's own network; plain http is for this
machine alone, and only where it is listed.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _


class ForbiddenError(Exception):
    """The address may not be asked; the message says why."""


@dataclass(frozen=True)
class Target:
    """What a call connects to."""

    host: str
    ip: str
    port: int
    tls: bool
    path: str


def problem(url: str) -> str:
    """What is wrong with an address as it is written, without looking its name up; empty if nothing is."""
    try:
        _parts(url)
    except ForbiddenError as error:
        return str(error)
    return ""


def target(url: str) -> Target:
    """Where an address leads now. ForbiddenError if it may not be asked, OSError if its name is unknown."""
    parts = _parts(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ips = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not _is_listed(host) and not all(_is_public(ip) for ip in ips):
        raise ForbiddenError(_("接口在内部网络上：请运维把 %(host)s 写进 HALL_DATA_HOSTS。") % {"host": host})
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, ips[0], port, parts.scheme == "https", path)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ForbiddenError(_("这不是一个网址。")) from None
    host = parts.hostname or ""
    if not host or port == 0 or parts.username is not None:
        raise ForbiddenError(_("网址要写明主机，不带用户名和密码。"))
    if parts.scheme == "https" or (parts.scheme == "http" and _is_listed(host) and _is_this_machine(host)):
        return parts
    raise ForbiddenError(_("网址须以 https:// 开头：查询里有个人信息。"))


def _is_listed(host: str) -> bool:
    return host.lower() in {one.lower() for one in settings.HALL_DATA_HOSTS}


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_public(ip: str) -> bool:
    parsed = ipaddress.ip_address(ip.partition("%")[0])
    inner = getattr(parsed, "ipv4_mapped", None) or parsed
    return inner.is_global and not inner.is_multicast
