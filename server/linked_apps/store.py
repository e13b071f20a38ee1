"""What is written and read of clients, consents, codes and tokens. Only this package comes here."""

from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.linked_apps.oauth import Client, Code, Issued, NewCode, Token
from server.linked_apps.rules import ACCESS_MS, CODE_MS, REFRESH_MS, secret_hash
from server.linked_apps.tables import (
    app_code,
    app_consent,
    app_token,
    linked_app,
    linked_app_secret,
)

_uris = msgspec.json.Decoder(list[str])


class Bearer(NamedTuple):
    """A token that is good now, with what bears on what it may do."""

    app: str
    body: int
    author: str
    """The account in whose log the app's records are."""
    linked_ms: int
    scopes: str
    """Of the token."""
    app_scopes: str
    consent: int | None


async def client_of(conn: AsyncConnection, app: str, now: int) -> Client | None:
    """An app that was not revoked, with the secrets that are good now."""
    a, c = linked_app.c, linked_app_secret.c
    row = (
        await conn.execute(sa.select(linked_app).where(a.id == app, a.revoked_ms.is_(None)))
    ).one_or_none()
    if row is None:
        return None
    secrets = await conn.scalars(
        sa.select(c.secret_hash).where(
            c.app_id == app, sa.or_(c.until_ms.is_(None), c.until_ms > now)
        )
    )
    uris = _uris.decode(row.redirect_uris)
    return Client(row.id, row.body, uris, row.scopes, list(secrets))


async def take_code(conn: AsyncConnection, app: str, code: str, now: int) -> Code | None:
    """A code of the app that is good now, held until the transaction ends.

    One that was used before was read by somebody on its way: what was given for it ends (RFC 6749,
    section 4.1.2).
    """
    c = app_code.c
    row = (
        await conn.execute(
            sa.select(app_code)
            .join(app_consent, app_consent.c.id == c.consent_id)
            .where(
                c.code_hash == secret_hash(code), c.app_id == app, app_consent.c.ended_ms.is_(None)
            )
            .with_for_update(of=app_code)
        )
    ).one_or_none()
    if row is None:
        return None
    if row.used_ms is not None:
        await end_tokens_of(conn, row.consent_id)
        return None
    if row.expires_ms <= now:
        return None
    return Code(
        row.code_hash, row.app_id, row.consent_id, row.redirect_uri, row.scopes, row.challenge
    )


async def take_refresh(conn: AsyncConnection, app: str, token: str, now: int) -> Token | None:
    """As `take_code`, of a refresh token (RFC 9700, section 4.14.2)."""
    row = await _token(conn, token, app_token.c.app_id == app, app_token.c.refreshes)
    if row is None:
        return None
    if row.used_ms is not None:
        await end_tokens_of(conn, row.consent_id)
        return None
    return Token(row.token_hash, app, row.consent_id, row.scopes) if row.expires_ms > now else None


async def any_token(conn: AsyncConnection, token: str) -> Token | None:
    """A token of either kind, whosever it is."""
    row = await _token(conn, token)
    return None if row is None else Token(row.token_hash, row.app_id, row.consent_id, row.scopes)


async def _token(
    conn: AsyncConnection, token: str, *conditions: sa.ColumnElement[bool]
) -> sa.Row[tuple[object, ...]] | None:
    c = app_token.c
    found = await conn.execute(
        sa.select(app_token)
        .where(c.token_hash == secret_hash(token), *conditions)
        .with_for_update()
    )
    return found.one_or_none()


async def bearer_of(conn: AsyncConnection, token: str, now: int) -> Bearer | None:
    """What an access token stands for; None where it ended, or the app or the consent has."""
    a, t, k = linked_app.c, app_token.c, app_consent.c
    row = (
        await conn.execute(
            sa.select(
                a.id,
                a.body,
                a.account_id,
                a.registered_ms,
                a.scopes.label("app_scopes"),
                t.scopes,
                t.consent_id,
                k.id.label("stands"),
            )
            .select_from(app_token)
            .join(linked_app, a.id == t.app_id)
            .outerjoin(app_consent, sa.and_(k.id == t.consent_id, k.ended_ms.is_(None)))
            .where(
                t.token_hash == secret_hash(token),
                ~t.refreshes,
                t.expires_ms > now,
                a.revoked_ms.is_(None),
            )
        )
    ).one_or_none()
    if row is None or row.consent_id != row.stands:
        return None
    return Bearer(
        app=row.id,
        body=row.body,
        author=row.account_id,
        linked_ms=row.registered_ms,
        scopes=row.scopes,
        app_scopes=row.app_scopes,
        consent=row.consent_id,
    )


async def write_code(conn: AsyncConnection, app: str, consent: int, new: NewCode, now: int) -> None:
    await conn.execute(
        app_code.insert().values(
            code_hash=secret_hash(new.code),
            app_id=app,
            consent_id=consent,
            redirect_uri=new.redirect_uri,
            scopes=new.scopes,
            challenge=new.challenge,
            expires_ms=now + CODE_MS,
        )
    )


async def write_tokens(conn: AsyncConnection, app: str, issued: Issued, now: int) -> None:
    """Stores what was issued, and uses up what was given for it. Access tokens from before
    a refresh go on: they are short."""
    if issued.replaces is not None:
        await conn.execute(
            app_code.update().where(app_code.c.code_hash == issued.replaces).values(used_ms=now)
        )
        await conn.execute(
            app_token.update().where(app_token.c.token_hash == issued.replaces).values(used_ms=now)
        )
    tokens = [(issued.access, False, ACCESS_MS), (issued.refresh, True, REFRESH_MS)]
    await conn.execute(
        app_token.insert(),
        [
            {
                "token_hash": secret_hash(token),
                "app_id": app,
                "consent_id": issued.consent,
                "refreshes": refreshes,
                "scopes": issued.scopes,
                "expires_ms": now + lasts,
            }
            for token, refreshes, lasts in tokens
            if token
        ],
    )


async def revoke_token(conn: AsyncConnection, token: Token) -> None:
    """A refresh token takes the access tokens of its consent with it (RFC 7009, section 2.1)."""
    t = app_token.c
    refreshes = await conn.scalar(sa.select(t.refreshes).where(t.token_hash == token.hash))
    if refreshes and token.consent is not None:
        await end_tokens_of(conn, token.consent)
    else:
        await conn.execute(app_token.delete().where(t.token_hash == token.hash))


async def end_tokens_of(conn: AsyncConnection, consent: int) -> None:
    """Ends every token that came of a consent, and the codes that none was given for yet."""
    await conn.execute(app_token.delete().where(app_token.c.consent_id == consent))
    await conn.execute(
        app_code.delete().where(app_code.c.consent_id == consent, app_code.c.used_ms.is_(None))
    )
