"""Who may visit: programs, and the pages of the playground itself. No other web site may act or listen here.

A browser says in `Origin` which site sent it, on every WebSocket and every request with an effect. A site whose
name resolves to this machine has the page's origin; it is known by the `Host` that it calls.
"""

from __future__ import annotations

from ipaddress import ip_address

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware


def own_pages_only(bound_to: str) -> Middleware:
    """Return the middleware that answers 403 to other sites; who is bound to loopback has only its names."""
    is_local = is_loopback(bound_to)

    @web.middleware
    async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_local and not is_loopback(_name(request.host)):
            raise web.HTTPForbidden(text="the playground is called by localhost, 127.0.0.1 or [::1]")
        if not _is_own(request.headers.get("Origin"), request.host):
            raise web.HTTPForbidden(text="another site may not act here")
        return await handler(request)

    return admit


def is_loopback(name: str) -> bool:
    """Whether a host's name or address can only mean this machine."""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _is_own(origin: str | None, host: str) -> bool:
    """Whether a request comes from no page, or from one of this host; the scheme is a proxy's affair."""
    return origin is None or origin.partition("://")[2].lower() == host.lower()


def _name(host: str) -> str:
    """Return a Host without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()
