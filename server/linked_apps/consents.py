"""The member's consent: what an app asks, granting it, seeing it and taking it back (R60)."""

import secrets
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.linked_apps import AskedConsent, GrantedApp
from schemas.problems import ProblemCode
from server.accounts.lock import lock_account
from server.app.problems import Refusal
from server.catalogue import format_code
from server.linked_apps import oauth, store
from server.linked_apps.events import tell_of_withdrawal
from server.linked_apps.rules import scope_text, scopes_of
from server.linked_apps.tables import app_consent, linked_app, webhook_delivery
from server.registry.members import member_of

_a, _k = linked_app.c, app_consent.c
_NOBODY = Refusal(
    ProblemCode.NOT_FOUND,
    "アプリからの案内が正しくありません。アプリを提供する団体にお問い合わせください",
    "What the app sent you here with is not right. Please ask whoever provides the app",
)


async def asked(
    conn: AsyncConnection, account: str, query: str, issuer: str, now: int
) -> AskedConsent:
    """What an app asks of the member by an authorisation request.

    Raises `Refusal` NOT_FOUND where the browser must not be sent back either.
    """
    server, request, grant, back = await _checked(conn, query, issuer, now)
    client = server.facts.client
    if grant is None or client is None:
        return AskedConsent(
            app="",
            contact="",
            body="",
            host="",
            scopes=[],
            granted=False,
            shows_name=False,
            registered=False,
            go_to=back,
        )
    app = (await conn.execute(sa.select(linked_app).where(_a.id == client.client_id))).one()
    held = await _held(conn, app.id, account)
    return AskedConsent(
        app=app.name,
        contact=app.contact,
        body=format_code(app.body),
        host=urlsplit(request.payload.redirect_uri).netloc or request.payload.redirect_uri,
        scopes=scopes_of(request.scope),
        granted=held is not None,
        shows_name=held is not None and held.shows_name,
        registered=await member_of(conn, account, app.body) is not None,
        go_to="",
    )


async def answer(
    conn: AsyncConnection,
    account: str,
    query: str,
    issuer: str,
    now: int,
    *,
    granted: bool,
    shows_name: bool,
) -> str:
    """Notes the member's word; gives where their browser goes back to. Again widens what was
    granted before. Raises `Refusal` NOT_FOUND as `asked`, CONFLICT without a registration."""
    server, request, grant, back = await _checked(conn, query, issuer, now)
    client = server.facts.client
    if grant is None or client is None:
        return back
    app, body = client.client_id, client.body
    if granted and await member_of(conn, account, body) is None:
        raise Refusal(
            ProblemCode.CONFLICT,
            "先にこの自治体にふるさと住民登録をしてください",
            "Please register with this municipality or prefecture first",
        )
    back = oauth.answered(server, request, grant, granted=granted)
    if granted and server.new_code is not None:
        consent = await _grant(
            conn, app, account, server.new_code.scopes, now, shows_name=shows_name
        )
        await store.write_code(conn, app, consent, server.new_code, now)
    return back


async def _checked(
    conn: AsyncConnection, query: str, issuer: str, now: int
) -> tuple[oauth.Server, oauth.Request, object, str]:
    try:
        request = oauth.Request("GET", query)
        client = await store.client_of(conn, request.payload.client_id or "", now)
        server = oauth.Server(oauth.Facts(client), issuer)
        grant, back = oauth.checked(server, request)
    except (oauth.NotToBeSentBack, ValueError):
        raise _NOBODY from None
    return server, request, grant, back


async def _held(conn: AsyncConnection, app: str, account: str) -> sa.Row[tuple[object, ...]] | None:
    found = await conn.execute(
        sa.select(app_consent).where(
            _k.app_id == app, _k.account_id == account, _k.ended_ms.is_(None)
        )
    )
    return found.one_or_none()


async def _grant(
    conn: AsyncConnection, app: str, account: str, scopes: str, now: int, *, shows_name: bool
) -> int:
    await lock_account(conn, account)
    held = await _held(conn, app, account)
    if held is not None:
        wider = scope_text([*scopes_of(held.scopes), *scopes_of(scopes)])
        await conn.execute(
            app_consent.update().where(_k.id == held.id).values(scopes=wider, shows_name=shows_name)
        )
        return int(held.id)
    # Who comes back is whom the app knew: its own records go on being theirs.
    known = await conn.scalar(
        sa.select(_k.subject)
        .where(_k.app_id == app, _k.account_id == account)
        .order_by(_k.id.desc())
        .limit(1)
    )
    made = await conn.scalar(
        app_consent.insert()
        .values(
            app_id=app,
            account_id=account,
            subject=known or secrets.token_hex(16),
            scopes=scopes,
            shows_name=shows_name,
            since_ms=now,
        )
        .returning(_k.id)
    )
    return int(made or 0)


async def granted_by(conn: AsyncConnection, account: str) -> list[GrantedApp]:
    """The apps that may see something of a member now, the newest first."""
    rows = await conn.execute(
        sa.select(app_consent, _a.name, _a.contact, _a.body)
        .join(linked_app, _a.id == _k.app_id)
        .where(_k.account_id == account, _k.ended_ms.is_(None))
        .order_by(_k.id.desc())
    )
    return [
        GrantedApp(
            id=row.id,
            app=row.name,
            contact=row.contact,
            body=format_code(row.body),
            scopes=scopes_of(row.scopes),
            shows_name=row.shows_name,
            since=row.since_ms,
        )
        for row in rows
    ]


async def show_name(conn: AsyncConnection, account: str, consent: int, *, shows: bool) -> None:
    """Raises `Refusal` NOT_FOUND for what is not the member's own, or ended."""
    done = await conn.execute(
        app_consent.update()
        .where(_k.id == consent, _k.account_id == account, _k.ended_ms.is_(None))
        .values(shows_name=shows)
    )
    if done.rowcount != 1:
        raise Refusal(ProblemCode.NOT_FOUND)


async def withdraw(conn: AsyncConnection, account: str, consent: int, now: int) -> None:
    """Ends a consent and every token of it at once. What waited to be told of the member is not
    sent; that they withdrew is. Raises `Refusal` NOT_FOUND as `show_name`."""
    row = (
        await conn.execute(
            sa.select(app_consent, _a.body, _a.webhook)
            .join(linked_app, _a.id == _k.app_id)
            .where(_k.id == consent, _k.account_id == account, _k.ended_ms.is_(None))
            .with_for_update(of=app_consent)
        )
    ).one_or_none()
    if row is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    await conn.execute(app_consent.update().where(_k.id == consent).values(ended_ms=now))
    await store.end_tokens_of(conn, consent)
    waiting = webhook_delivery.c
    await conn.execute(
        webhook_delivery.update()
        .where(waiting.consent_id == consent, waiting.state == 0)
        .values(state=3, done_ms=now)
    )
    if row.webhook:
        await tell_of_withdrawal(conn, consent, row.app_id, row.subject, row.body, now)
