"""Whose word is believed on where a request comes from."""

from pathlib import Path

import httpx
import pytest

from server.app.asgi import application
from server.app.limits import RECOVERY
from server.database import Database
from server.database.migrate import migrate
from tests.support.authenticator import CHANGE

PROXY, STRANGER = "10.0.0.1", "203.0.113.9"


@pytest.mark.parametrize(("peer", "refused"), [(PROXY, False), (STRANGER, True)])
async def test_only_a_trusted_proxy_may_name_another_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, peer: str, refused: bool
) -> None:
    monkeypatch.setenv("FURUSATO_DATA", str(tmp_path))
    monkeypatch.setenv("FURUSATO_DATABASE_URL", f"sqlite:///{tmp_path}/village.db")
    monkeypatch.setenv("FURUSATO_TRUSTED_PROXIES", PROXY)
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/village.db")
    await migrate(database)
    await database.close()
    transport = httpx.ASGITransport(app=application(), client=(peer, 50_000))

    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        statuses = [
            (
                await client.post(
                    "/api/recovery",
                    json={"code": "0000-0000-0000-0000"},
                    headers=CHANGE | {"X-Forwarded-For": f"198.51.100.{number}"},
                )
            ).status_code
            for number in range(RECOVERY.times + 1)
        ]

    assert set(statuses[:-1]) == {400}
    assert statuses[-1] == (429 if refused else 400)
