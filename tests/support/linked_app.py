"""A town's own app, as its vendor could write it: all that an app needs of furusato, with httpx and
the Standard Webhooks library alone.

    app = LinkedApp(http, app_id, secret, "https://app.example/back")
    url, begun = app.ask("registration:read activity:read")  # send the member's browser there
    member = await app.finish(begun, "https://app.example/back?code=…&state=…&iss=…")
    await app.registration(member)
    await app.check_in([{"id": "visit-1", "member": member, "place": 3, "at": "2026-11-23T…"}])

    receiver = Receiver()                                    # somewhere the server can reach
    event = receiver.next(webhook_secret)                    # verified, or an exception
"""

import base64
import hashlib
import queue
import secrets
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from standardwebhooks.webhooks import Webhook


class Refused(Exception):
    """The server's refusal, as it came."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(answer.status_code, answer.text)
        self.answer = answer


@dataclass(frozen=True)
class Begun:
    """What the app keeps while the member is away (RFC 7636)."""

    state: str
    verifier: str


@dataclass
class LinkedApp:
    http: httpx.AsyncClient
    app_id: str
    secret: str
    redirect_uri: str
    _metadata: dict[str, Any] = field(default_factory=dict)
    _token: str = ""

    async def metadata(self) -> dict[str, Any]:
        """RFC 8414."""
        if not self._metadata:
            answer = await self.http.get("/.well-known/oauth-authorization-server")
            self._metadata = _good(answer)
        return self._metadata

    async def ask(self, scopes: str, **more: str) -> tuple[str, Begun]:
        """Where to send the member's browser."""
        begun = Begun(secrets.token_urlsafe(16), secrets.token_urlsafe(48))
        digest = hashlib.sha256(begun.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.app_id,
            "redirect_uri": self.redirect_uri,
            "scope": scopes,
            "state": begun.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        endpoint = (await self.metadata())["authorization_endpoint"]
        return f"{endpoint}?{urlencode(asked | more)}", begun

    async def finish(self, begun: Begun, came_back: str) -> dict[str, Any]:
        """The tokens of a member who came back, with what to call them: `member`."""
        said = {name: value[0] for name, value in parse_qs(urlsplit(came_back).query).items()}
        if said.get("state") != begun.state or said.get("iss") != (await self.metadata())["issuer"]:
            raise ValueError("not an answer to what was asked")
        if "code" not in said:
            raise PermissionError(said["error"])
        return await self.token(
            grant_type="authorization_code",
            code=said["code"],
            redirect_uri=self.redirect_uri,
            code_verifier=begun.verifier,
        )

    async def refresh(self, token: str) -> dict[str, Any]:
        return await self.token(grant_type="refresh_token", refresh_token=token)

    async def token(self, **form: str) -> dict[str, Any]:
        answer = await self.http.post(
            urlsplit((await self.metadata())["token_endpoint"]).path,
            data=form,
            auth=(self.app_id, self.secret),
        )
        return _good(answer)

    async def revoke(self, token: str) -> None:
        endpoint = urlsplit((await self.metadata())["revocation_endpoint"]).path
        _good(await self.http.post(endpoint, data={"token": token}, auth=self._auth()))

    def _auth(self) -> tuple[str, str]:
        return self.app_id, self.secret

    async def members(self) -> AsyncIterator[dict[str, Any]]:
        async for one in self._pages("/api/v1/members", "members"):
            yield one

    async def registration(self, member: str) -> dict[str, Any]:
        return await self.get(f"/api/v1/members/{member}/registration")

    async def days(self, member: str, limit: int = 100) -> list[dict[str, Any]]:
        path = f"/api/v1/members/{member}/days"
        return [one async for one in self._pages(path, "days", limit)]

    async def check_in(
        self, records: Sequence[dict[str, Any]], key: str = ""
    ) -> list[dict[str, Any]]:
        """Sent again under the same `key` (or the same records' ids) it counts once."""
        answer = await self.post("/api/v1/checkins", {"records": list(records)}, key)
        said: list[dict[str, Any]] = answer["records"]
        return said

    async def void(self, record: str, reason: str, key: str = "") -> dict[str, Any]:
        return await self.post(f"/api/v1/checkins/{record}/void", {"reason": reason}, key)

    async def get(self, path: str, **query: str | int) -> dict[str, Any]:
        return _good(await self._call("GET", path, params=query))

    async def post(self, path: str, body: object, key: str = "") -> dict[str, Any]:
        named = {"Idempotency-Key": key or secrets.token_urlsafe(16)}
        return _good(await self._call("POST", path, json=body, headers=named))

    async def _call(
        self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """By the app's own token, got anew when it has run out."""
        for attempt in (1, 2):
            if not self._token:
                self._token = (await self.token(grant_type="client_credentials"))["access_token"]
            bearer = {"Authorization": f"Bearer {self._token}"}
            answer = await self.http.request(method, path, headers=bearer | (headers or {}), **more)
            if answer.status_code != 401 or attempt == 2:
                break
            self._token = ""
        return answer

    async def _pages(self, path: str, name: str, limit: int = 100) -> AsyncIterator[dict[str, Any]]:
        query: dict[str, str | int] = {"limit": limit}
        while True:
            page = await self.get(path, **query)
            for one in page[name]:
                yield one
            if page["next"] is None:
                return
            query["cursor"] = page["next"]


def _good(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code != 200:
        raise Refused(answer)
    said: dict[str, Any] = answer.json()
    return said


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # webhooks come side by side


class Receiver:
    """The app's own web server, on this machine, for what webhooks bring."""

    def __init__(self) -> None:
        self.status = 204
        """What it answers."""
        arrived: queue.Queue[tuple[dict[str, str], bytes]] = queue.Queue()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                arrived.put((dict(self.headers.items()), body))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._arrived = arrived
        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks?from=furusato"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def arrivals(self) -> list[tuple[dict[str, str], bytes]]:
        """What arrived since one asked last."""
        found = []
        while not self._arrived.empty():
            found.append(self._arrived.get_nowait())
        return found

    def events(self, secret: str) -> list[dict[str, Any]]:
        """The same, verified: raises standardwebhooks' WebhookVerificationError."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.arrivals()]
