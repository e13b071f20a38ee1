"""What a server worker runs: the app of the installation that the environment tells."""

import gc
import os
from typing import Any, cast

from granian.utils.proxies import wrap_asgi_with_proxy_headers

from server.app import create_app
from server.app.settings import settings_from

YOUNG_OBJECTS = 50_000
"""How many are made before the collector looks: a few uploads of visits, which leave no cycles."""


def application() -> Any:
    """A new ASGI app. Behind trusted proxies the caller's address is the one that they forward."""
    settings = settings_from(os.environ)
    app = create_app(settings)
    # What is there now stays: the collector need not go through it at every request.
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)
    if not settings.trusted_proxies:
        return app
    trusted = list(settings.trusted_proxies)
    return cast("Any", wrap_asgi_with_proxy_headers(app, trusted_hosts=trusted))
