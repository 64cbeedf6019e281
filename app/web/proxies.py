"""Who asks, when proxies stand in between: believed for as many hops as were counted, and for none unless told."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def wire_proxies(app: Flask, proxies: int) -> None:
    """Believes the last `proxies` hops about the visitor's address, and the last one about http or https.

    The host is never taken from X-Forwarded-Host: a proxy that does not set it hands on what the visitor wrote. It has
    to pass on Host itself; one that does not shows at once, because forms are refused. Reasons: docs/adr/0010.
    """
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=1, x_host=0, x_port=0, x_prefix=0
        )
