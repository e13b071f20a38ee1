"""What a server worker runs: the app of the installation that the environment tells."""

import os
from typing import Any, cast

from granian.utils.proxies import wrap_asgi_with_proxy_headers

from server.app import create_app
from server.app.settings import settings_from


def application() -> Any:
    """A new ASGI app. Behind trusted proxies the caller's address is the one that they forward."""
    settings = settings_from(os.environ)
    app = create_app(settings)
    if not settings.trusted_proxies:
        return app
    trusted = list(settings.trusted_proxies)
    return cast("Any", wrap_asgi_with_proxy_headers(app, trusted_hosts=trusted))
