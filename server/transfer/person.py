"""All that the system knows of one person, for them to have (law on the protection of personal
information): as data, and as a page to read."""

import html
import io
import zipfile
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.authority import roles_of
from server.accounts.devices import devices_of
from server.accounts.passkeys import passkeys_of
from server.accounts.people import seen_last
from server.cards.printed import printed_cards
from server.catalogue import find, format_code
from server.exchange.tables import mail_address, notice
from server.identity.tables import guardian_consent, identity_proof
from server.registry.deciding import member_standing
from server.registry.details import details_of
from server.registry.members import every_registration_of
from server.registry.tables import survey_answer
from server.replication.profile import name_of
from server.replication.uses import uses_of_person
from server.replication.views import member_views_of
from sync.calendar import day_of, format_day

Data = dict[str, Any]
_encoder = msgspec.json.Encoder()


async def person_data(conn: AsyncConnection, account: str, now: int) -> Data:
    """As JSON can hold it. Days are YYYY-MM-DD, instants milliseconds UTC, bytes base64url."""
    registrations = []
    for row in await every_registration_of(conn, account):
        details, _ = await details_of(conn, row.body, row.number)
        known = find(row.body)
        standing = await member_standing(conn, account, row.body, now) if not row.ended_ms else None
        answers = await conn.scalar(
            sa.select(survey_answer.c.answers).where(
                survey_answer.c.body == row.body, survey_answer.c.number == row.number
            )
        )
        registrations.append(
            {
                "body": format_code(row.body),
                "name_of_body": known.name if known else "",
                "number": row.number,
                "tier": row.tier.name.lower(),
                "since": format_day(row.since_day),
                "ended": format_day(day_of(row.ended_ms)) if row.ended_ms else "",
                "linked": row.linked,
                "shown_name": row.name,
                "details": details,
                "survey": msgspec.json.decode(answers) if answers else {},
                "decisions": standing.decisions if standing else [],
                "printed_cards": await printed_cards(conn, row.body, row.number),
            }
        )
    data = {
        "made": format_day(day_of(now)),
        "account": account,
        "last_here": format_day(day_of(await seen_last(conn, account))),
        "name": await name_of(conn, account),
        "registrations": registrations,
        "history": await member_views_of(conn, account),
        "uses": await uses_of_person(conn, account),
        "passkeys": await passkeys_of(conn, account),
        "devices": await devices_of(conn, account),
        "roles": [(format_code(one.body), one.role) for one in await roles_of(conn, account)],
        "mail": await _rows(
            conn, mail_address, mail_address.c.account_id, account, "address", "language"
        ),
        "identity_proof": await _rows(
            conn,
            identity_proof,
            identity_proof.c.account_id,
            account,
            "birth_day",
            "home_body",
            "name",
            "proven_ms",
        ),
        "guardians": await _rows(
            conn,
            guardian_consent,
            guardian_consent.c.minor_id,
            account,
            "relation",
            "consented_ms",
            "withdrawn_ms",
        ),
        "notices": await _rows(
            conn, notice, notice.c.account_id, account, "body", "kind", "day", "ms"
        ),
    }
    built: Data = msgspec.to_builtins(data)
    return built


async def _rows(
    conn: AsyncConnection, table: sa.Table, owner: sa.Column[Any], account: str, *names: str
) -> list[Data]:
    found = await conn.execute(
        sa.select(*(table.c[name] for name in names)).where(owner == account)
    )
    return [dict(row._mapping) for row in found]


def person_archive(data: Data) -> bytes:
    """`data.json`, and `data.html` to read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", msgspec.json.format(_encoder.encode(data), indent=1))
        archive.writestr("data.html", page_of(data))
    return out.getvalue()


_TITLES = {
    "made": "作った日 · made on",
    "account": "利用者の番号 · account",
    "last_here": "最後に使った日 · last here",
    "name": "表示する名前 · name shown",
    "registrations": "登録 · registrations",
    "history": "滞在と活動の記録 · history",
    "uses": "施設の利用 · uses of facilities",
    "passkeys": "パスキー · passkeys",
    "devices": "端末 · devices",
    "roles": "役割 · roles",
    "mail": "メール · mail",
    "identity_proof": "本人確認 · proof of identity",
    "guardians": "保護者の同意 · guardians' consent",
    "notices": "お知らせ · notices",
}


def page_of(data: Data) -> str:
    """One page without scripts or anything from elsewhere."""
    parts = [
        "<!doctype html><html lang='ja'><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'>",
        "<title>あなたの情報 · Your data</title>",
        "<style>body{font-family:sans-serif;line-height:1.6;max-width:60rem;margin:1rem auto;",
        "padding:0 1rem}dt{font-weight:bold}dd{margin:0 0 .5rem 1rem}li{margin:.5rem 0}</style>",
        "<h1>あなたの情報 · Your data</h1>",
    ]
    for name, value in data.items():
        parts += [f"<h2>{html.escape(_TITLES.get(name, name))}</h2>", _shown(value)]
    return "".join(parts)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        if not value:
            return "<p>—</p>"
        lines = (f"<dt>{html.escape(str(k))}</dt><dd>{_shown(v)}</dd>" for k, v in value.items())
        return f"<dl>{''.join(lines)}</dl>"
    if isinstance(value, list | tuple):
        return f"<ol>{''.join(f'<li>{_shown(one)}</li>' for one in value)}</ol>" if value else "—"
    return html.escape("—" if value in (None, "") else str(value))
