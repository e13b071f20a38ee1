"""The apps that a body links: registered by its office, each of that body alone (R04, R60)."""

import secrets
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.linked_apps import AppScope, AppSecrets, LinkedApp, WriteApp
from schemas.problems import ProblemCode
from server.accounts.people import add_account
from server.app.clock import DAY_MS
from server.app.problems import Refusal
from server.cards.keystore import KeyStore
from server.linked_apps import signing
from server.linked_apps.rules import (
    MAX_APPS,
    WEBHOOK_OVERLAP_MS,
    is_redirect_uri,
    is_webhook,
    scope_text,
    scopes_of,
    secret_hash,
)
from server.linked_apps.tables import (
    app_code,
    app_consent,
    app_token,
    linked_app,
    linked_app_secret,
    webhook_delivery,
)
from server.office.tables import participating_body

_a = linked_app.c
_uris = msgspec.json.Decoder(list[str])


async def apps_of(conn: AsyncConnection, body: int, now: int) -> list[LinkedApp]:
    """A body's apps, those that were revoked too, the newest first."""
    return await _read(conn, now, _a.body == body)


async def app_of(conn: AsyncConnection, body: int, app: str, now: int) -> LinkedApp:
    """One of a body's apps. Raises `Refusal` NOT_FOUND, also for another body's (R04)."""
    found = await _read(conn, now, _a.body == body, _a.id == app)
    if not found:
        raise Refusal(ProblemCode.NOT_FOUND)
    return found[0]


async def _read(
    conn: AsyncConnection, now: int, *conditions: sa.ColumnElement[bool]
) -> list[LinkedApp]:
    consent, delivery, secret = app_consent.c, webhook_delivery.c, linked_app_secret.c
    members = (
        sa.select(sa.func.count())
        .where(consent.app_id == _a.id, consent.ended_ms.is_(None))
        .scalar_subquery()
    )
    waiting, failed = (
        sa.select(sa.func.count())
        .where(delivery.app_id == _a.id, delivery.state == state)
        .scalar_subquery()
        for state in (0, 2)
    )
    until = (
        sa.select(sa.func.max(secret.until_ms))
        .where(secret.app_id == _a.id, secret.until_ms > now)
        .scalar_subquery()
    )
    rows = await conn.execute(
        sa.select(
            linked_app,
            members.label("members"),
            until.label("until"),
            waiting.label("waiting"),
            failed.label("failed"),
        )
        .where(*conditions)
        .order_by(_a.registered_ms.desc(), _a.id)
    )
    return [
        LinkedApp(
            id=row.id,
            name=row.name,
            contact=row.contact,
            redirect_uris=_uris.decode(row.redirect_uris),
            scopes=scopes_of(row.scopes),
            webhook=row.webhook,
            registered=row.registered_ms,
            revoked=row.revoked_ms is not None,
            members=row.members,
            old_secret_until=row.until,
            waiting=row.waiting,
            failed=row.failed,
        )
        for row in rows
    ]


async def register_app(
    conn: AsyncConnection,
    keystore: KeyStore,
    body: int,
    data: WriteApp,
    account: str,
    now: int,
    *,
    private: bool,
) -> AppSecrets:
    """Links an app; its secrets are told here and never again.

    It gets an account of its own, to which nobody signs in: what it records is in its own log.
    Raises `Refusal` MALFORMED, and CONFLICT for one too many.
    """
    check(data, private=private)
    await conn.execute(  # two at once must not be one too many
        sa.select(participating_body.c.body)
        .where(participating_body.c.body == body)
        .with_for_update()
    )
    held = await conn.scalar(
        sa.select(sa.func.count()).where(_a.body == body, _a.revoked_ms.is_(None))
    )
    if int(held or 0) >= MAX_APPS:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"連携できるアプリは{MAX_APPS}個までです",
            f"At most {MAX_APPS} apps can be linked",
        )
    app, author = f"app_{secrets.token_hex(12)}", secrets.token_hex(16)
    await add_account(conn, author, now)
    await conn.execute(
        linked_app.insert().values(
            id=app,
            body=body,
            account_id=author,
            webhook_generation=1,
            registered_ms=now,
            registered_by=account,
            **_values(data),
        )
    )
    secret = await _new_secret(conn, app, now)
    return AppSecrets(
        await app_of(conn, body, app, now), secret, signing.secret_of(keystore, app, 1)
    )


async def change_app(
    conn: AsyncConnection, body: int, app: str, data: WriteApp, now: int, *, private: bool
) -> LinkedApp:
    """Raises `Refusal` NOT_FOUND, MALFORMED. What members granted does not grow with it."""
    check(data, private=private)
    await _standing(conn, body, app)
    await conn.execute(linked_app.update().where(_a.id == app).values(**_values(data)))
    return await app_of(conn, body, app, now)


async def rotate_secrets(
    conn: AsyncConnection, keystore: KeyStore, body: int, app: str, keep_days: int, now: int
) -> AppSecrets:
    """New secrets beside the old ones, or in their place at once. Raises `Refusal` NOT_FOUND."""
    row = await _standing(conn, body, app)
    until = now + keep_days * DAY_MS
    c = linked_app_secret.c
    await conn.execute(linked_app_secret.delete().where(c.app_id == app, c.until_ms <= now))
    await conn.execute(
        linked_app_secret.update()
        .where(c.app_id == app, sa.or_(c.until_ms.is_(None), c.until_ms > until))
        .values(until_ms=until)
    )
    generation = row.webhook_generation + 1
    overlap = now + WEBHOOK_OVERLAP_MS if keep_days else None
    await conn.execute(
        linked_app.update()
        .where(_a.id == app)
        .values(webhook_generation=generation, webhook_old_until_ms=overlap)
    )
    if not keep_days:
        await end_tokens(conn, app)
    secret = await _new_secret(conn, app, now)
    return AppSecrets(
        await app_of(conn, body, app, now), secret, signing.secret_of(keystore, app, generation)
    )


async def revoke_app(conn: AsyncConnection, body: int, app: str, now: int) -> None:
    """Ends everything that the app may, at once and for good; what it recorded stays (R27).

    Again changes nothing. Raises `Refusal` NOT_FOUND.
    """
    await app_of(conn, body, app, now)
    await conn.execute(
        linked_app.update().where(_a.id == app, _a.revoked_ms.is_(None)).values(revoked_ms=now)
    )
    await conn.execute(
        app_consent.update()
        .where(app_consent.c.app_id == app, app_consent.c.ended_ms.is_(None))
        .values(ended_ms=now)
    )
    await end_tokens(conn, app)
    await conn.execute(
        webhook_delivery.update()
        .where(webhook_delivery.c.app_id == app, webhook_delivery.c.state == 0)
        .values(state=3, done_ms=now)
    )


async def end_tokens(conn: AsyncConnection, app: str) -> None:
    await conn.execute(app_token.delete().where(app_token.c.app_id == app))
    await conn.execute(app_code.delete().where(app_code.c.app_id == app))


async def forget_tokens(conn: AsyncConnection, now: int, most: int) -> int:
    """Takes out some of what ran out; tells how many."""
    count = 0
    for table, key in ((app_code, app_code.c.code_hash), (app_token, app_token.c.token_hash)):
        over = sa.select(key).where(table.c.expires_ms <= now).limit(most)
        count = max(count, (await conn.execute(table.delete().where(key.in_(over)))).rowcount)
    return count


def check(data: WriteApp, *, private: bool) -> None:
    """Raises `Refusal` MALFORMED for what is no app. `private`: webhooks may stay at home."""
    if not data.name.strip():
        raise Refusal(ProblemCode.MALFORMED, field="name")
    if not data.contact.strip():
        raise Refusal(ProblemCode.MALFORMED, field="contact")
    if not all(map(is_redirect_uri, data.redirect_uris)):
        raise Refusal(
            ProblemCode.MALFORMED,
            "戻り先は https:// で始まる、# のないアドレスにしてください",
            "Where members go back to must begin with https:// and have no #",
            field="redirect_uris",
        )
    if data.webhook and not is_webhook(data.webhook, private=private):
        raise Refusal(
            ProblemCode.MALFORMED,
            "通知先は https:// で始まる公開のアドレスにしてください",
            "The webhook's address must begin with https://",
            field="webhook",
        )


def _values(data: WriteApp) -> dict[str, object]:
    uris: Sequence[str] = list(dict.fromkeys(data.redirect_uris))
    scopes: Sequence[AppScope] = data.scopes
    return {
        "name": data.name.strip(),
        "contact": data.contact.strip(),
        "redirect_uris": msgspec.json.encode(uris).decode(),
        "scopes": scope_text(scopes),
        "webhook": data.webhook,
    }


async def _standing(conn: AsyncConnection, body: int, app: str) -> sa.Row[tuple[object, ...]]:
    found = await conn.execute(
        sa.select(linked_app)
        .where(_a.body == body, _a.id == app, _a.revoked_ms.is_(None))
        .with_for_update()
    )
    row = found.one_or_none()
    if row is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return row


async def _new_secret(conn: AsyncConnection, app: str, now: int) -> str:
    secret = secrets.token_urlsafe(32)
    await conn.execute(
        linked_app_secret.insert().values(secret_hash=secret_hash(secret), app_id=app, made_ms=now)
    )
    return secret
