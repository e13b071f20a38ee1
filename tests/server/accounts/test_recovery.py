"""Recovery codes: ten, once each, however they are typed."""

import httpx
import pytest
import sqlalchemy as sa

from server.accounts import tables
from tests.support.authenticator import CHANGE, Passkey, sign_in, sign_up
from tests.support.installation import Installation


async def _recover(client: httpx.AsyncClient, code: str) -> httpx.Response:
    return await client.post("/api/recovery", json={"code": code}, headers=CHANGE)


async def test_a_code_signs_in_once(village: Installation) -> None:
    made = await sign_up(village.client)
    async with village.browser() as other:
        assert (await _recover(other, made.recovery_codes[0])).json() == {"account": made.id}
        assert (await other.get("/api/account")).json()["recovery_codes_left"] == 9

        again = await _recover(other, made.recovery_codes[0])

    assert again.status_code == 400
    assert again.json()["code"] == "code-refused"


async def test_a_lost_phone_is_replaced(village: Installation) -> None:
    """Recover, make a passkey on the new phone, sign in with it."""
    made = await sign_up(village.client)
    async with village.browser() as phone:
        await _recover(phone, made.recovery_codes[3])
        begun = await phone.post("/api/account/passkeys/options", json={}, headers=CHANGE)
        fresh = Passkey()
        added = await phone.post(
            "/api/account/passkeys",
            json={
                "ceremony": begun.json()["ceremony"],
                "response": fresh.create(begun.json()["options"]),
                "label": "new phone",
            },
            headers=CHANGE,
        )
        assert added.status_code == 201
        assert (await sign_in(phone, fresh)).json() == {"account": made.id}


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code}\u3000",
        lambda code: "".join(chr(ord(c) + 0xFEE0) for c in code),  # full width
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("-", "ー"),
    ],
    ids=["small", "bare", "spaces", "around", "full-width", "look-alike", "long-vowel-mark"],
)
async def test_a_code_may_be_typed_as_people_type(village: Installation, typed: object) -> None:
    made = await sign_up(village.client)
    assert callable(typed)
    assert (await _recover(village.client, typed(made.recovery_codes[0]))).status_code == 200


@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "abcd", "----", "コードです", "x" * 64])
async def test_a_wrong_code_is_refused(village: Installation, code: str) -> None:
    await sign_up(village.client)
    async with village.browser() as other:
        answer = await _recover(other, code)
        assert answer.status_code == 400
        assert answer.json()["code"] == "code-refused"
        assert (await other.get("/api/account")).status_code == 401


@pytest.mark.parametrize("code", ["abc", "x" * 65, None, 12345678, ["0000"]])
async def test_what_is_no_code_at_all_is_malformed(village: Installation, code: object) -> None:
    answer = await village.client.post("/api/recovery", json={"code": code}, headers=CHANGE)
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed"
    assert answer.json()["field"] == "code"


async def test_new_codes_replace_the_old(village: Installation) -> None:
    made = await sign_up(village.client)

    answer = await village.client.post("/api/account/recovery-codes", headers=CHANGE)

    fresh = answer.json()["codes"]
    assert len(set(fresh)) == 10
    assert not set(fresh) & set(made.recovery_codes)
    assert (await _recover(village.client, made.recovery_codes[0])).status_code == 400
    assert (await _recover(village.client, fresh[0])).status_code == 200


async def test_the_database_does_not_know_the_codes(village: Installation) -> None:
    made = await sign_up(village.client)
    async with village.database.reading() as conn:
        rows = repr((await conn.execute(sa.select(tables.recovery_code))).all())
    assert not any(code in rows or code.replace("-", "") in rows for code in made.recovery_codes)


async def test_no_code_is_made_without_a_session(village: Installation) -> None:
    answer = await village.client.post("/api/account/recovery-codes", headers=CHANGE)
    assert answer.status_code == 401
