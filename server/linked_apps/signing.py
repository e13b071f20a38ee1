"""The secrets by which apps know that a webhook is ours (Standard Webhooks, symmetric signatures).

They follow from the installation's own key and are kept nowhere: who reads the database cannot
sign.
"""

import base64
import datetime

from standardwebhooks.webhooks import Webhook

from server.cards.keystore import KeyStore

_CONTEXT = b"furusato-webhook-v1\x00"


def secret_of(keystore: KeyStore, app: str, generation: int) -> str:
    """As the app is told it: `whsec_` and 32 bytes in base64."""
    secret = keystore.mac(_CONTEXT + generation.to_bytes(4, "big") + app.encode())
    return f"whsec_{base64.b64encode(secret).decode()}"


def signed_headers(secrets: list[str], name: str, content: str, now: int) -> dict[str, str]:
    """The headers of a webhook sent at `now` (ms), with a signature by each of the secrets."""
    at = datetime.datetime.fromtimestamp(now // 1000, datetime.UTC)
    signatures = [Webhook(secret).sign(name, at, content) for secret in secrets]
    return {
        "webhook-id": name,
        "webhook-timestamp": str(now // 1000),
        "webhook-signature": " ".join(signatures),
    }
