"""What a body owns, table by table, for it to take out (R61); and of no other body anything (R04).

Each table names its columns and what they mean, and gives its rows in pages, so that memory stays
the same for any number of them. Members of staff stand under a number of this one export: their
accounts are no concern of whoever reads it.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import Use
from schemas.feed import Tier
from server.accounts.tables import office_account, staff_role
from server.cards.tables import card
from server.catalogue import all_bodies
from server.office.tables import place, project
from server.registry.tables import (
    decision,
    member_details,
    policy,
    prefecture_refusal,
    programme,
    programme_member,
    registration,
    survey_answer,
)
from server.replication.judging import KINDS
from server.replication.records import entries_in
from server.replication.tables import evidence
from sync.calendar import day_of, format_day, start_of
from sync.scheme.bodies import is_prefecture, prefecture_of

PAGE = 2_000
Row = Sequence[object]
Rows = AsyncIterator[list[Row]]


class Owned(NamedTuple):
    """A table of the export. `columns`: each with what it means, in Japanese and English."""

    name: str
    meaning: tuple[str, str]
    columns: Sequence[tuple[str, str, str]]
    rows: Callable[[AsyncConnection, int], Rows]


async def _pages(
    conn: AsyncConnection,
    found: sa.Select[*tuple[Any, ...]],
    key: sa.ColumnElement[Any],
    row: Callable[[Any], Row],
) -> Rows:
    """Rows by a key that is theirs alone, a page at a time."""
    last: Any = None
    while True:
        page = found.order_by(key).limit(PAGE).add_columns(key.label("at"))
        if last is not None:
            page = page.where(key > last)
        rows = (await conn.execute(page)).all()
        if rows:
            yield [row(one) for one in rows]
            last = rows[-1].at
        if len(rows) < PAGE:
            return


def _moment(ms: int | None) -> str:
    """2026-11-25T09:30:00+09:00; empty for never."""
    if not ms:
        return ""
    seconds = (ms - start_of(day_of(ms))) // 1000
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{format_day(day_of(ms))}T{hour:02d}:{minute:02d}:{second:02d}+09:00"


def _day(day: int | None) -> str:
    return format_day(day) if day else ""


def _yes(value: object) -> str:
    return "はい" if value else ""


# -- members --------------------------------------------------------------------------------------

PREFECTURES: Mapping[int, str] = {
    one.code // 10_000: one.name for one in all_bodies() if is_prefecture(one.code)
}


async def members(conn: AsyncConnection, body: int) -> Rows:
    r, d, o, refused = registration.c, member_details.c, office_account.c, prefecture_refusal.c
    kept = sa.exists().where(o.account_id == r.account_id, o.claimed_ms.is_(None))
    refuses = sa.exists().where(
        refused.account_id == r.account_id, refused.prefecture == prefecture_of(body)
    )
    found = (
        sa.select(registration, member_details, kept.label("kept"), refuses.label("refuses"))
        .outerjoin(member_details, sa.and_(d.body == r.body, d.number == r.number))
        .where(r.body == body)
    )

    def row(one: Any) -> Row:
        known = one._mapping
        text = {name: known[d[name]] or "" for name in _TEXTS}
        birth = known[d.birth_day]
        return (
            text["old_number"],
            text["name"],
            text["kana"],
            "" if birth is None else format_day(birth),
            format_day(one.since_day),
            text["postal_code"],
            PREFECTURES.get(known[d.prefecture] or 0, ""),
            text["address"],
            text["telephone"],
            text["email"],
            text["category"],
            text["note"],
            _yes(not one.refuses),
            known[r.number],
            "premium" if one.tier == Tier.PREMIUM.value else "basic",
            _day(one.premium_until),
            _yes(one.long_stay),
            _yes(one.linked),
            known[r.name],
            _yes(one.kept),
            _moment(one.ended_ms),
        )

    async for page in _pages(conn, found, r.number, row):
        yield page


_TEXTS = (
    "old_number",
    "name",
    "kana",
    "postal_code",
    "address",
    "telephone",
    "email",
    "category",
    "note",
)

MEMBERS = Owned(
    "members",
    ("住民と連絡先。取り込みの画面でそのまま読めます", "Members and their contact"),
    (
        ("旧会員番号", "前の名簿の番号", "number in the list of before"),
        ("氏名", "自治体が知る氏名", "the name that the body knows"),
        ("フリガナ", "読み", "how it is read"),
        ("生年月日", "年-月-日", "YYYY-MM-DD"),
        ("入会日", "登録の日", "registered on"),
        ("郵便番号", "", "postal code"),
        ("都道府県", "住んでいる所", "prefecture of residence"),
        ("住所", "市区町村から", "address"),
        ("電話", "", "telephone"),
        ("メール", "", "e-mail"),
        ("区分", "前の名簿の区分", "kind in the list of before"),
        ("備考", "役場のメモ", "the office's note"),
        (
            "県への提供の同意",
            "県との連携を拒んでいなければ「はい」",
            "unless the link is refused (R03)",
        ),
        ("登録番号", "ほかの表の number", "member number"),
        ("tier", "basic か premium", "basic or premium"),
        ("premium_until", "プレミアムの最後の日", "last day of premium"),
        ("long_stay", "長期滞在の印", "long-stay mark"),
        ("linked", "市町村の登録から", "came with a municipality (R02)"),
        ("shown_name", "本人が選んだ名前", "the name that the member chose"),
        ("kept_by_office", "スマートフォンなし", "without a phone"),
        ("ended", "終わった時", "when the registration ended"),
    ),
    members,
)


# -- what members did, and what was decided -------------------------------------------------------


def _by_member(account: sa.ColumnElement[Any], body: int) -> sa.ColumnElement[bool]:
    return sa.and_(registration.c.account_id == account, registration.c.body == body)


async def decisions(conn: AsyncConnection, body: int) -> Rows:
    staff = await _staff_of(conn, body)
    d = decision.c
    found = (
        sa.select(decision, registration.c.number)
        .join(registration, _by_member(d.account_id, body))
        .where(d.body == body)
    )

    def row(one: Any) -> Row:
        by = one.decided_by if one.decided_by in ("system", "member") else staff.get(one.decided_by)
        return (
            one.id,
            one.number,
            _moment(one.ms),
            one.kind,
            one.rule,
            one.reason,
            by or "staff",
            _day(one.day),
            _day(one.until_day),
            one.note,
        )

    async for page in _pages(conn, found, d.id, row):
        yield page


async def activities(conn: AsyncConnection, body: int) -> Rows:
    """By device and number, which no reader can tell whose they are."""
    async for rows in _evidence(conn, body):
        yield [
            (
                row.member or "",
                KINDS[row.kind - 1].__name__,
                row.place or "",
                _project_of(row) or "",
                _day(row.day),
                row.source or "",
                row.last - row.first + 1,
                row.standing,
            )
            for row in rows
            if row.kind != USE
        ]


async def uses(conn: AsyncConnection, body: int) -> Rows:
    async for rows in _evidence(conn, body, USE):
        lines: list[Row] = []
        for row in rows:
            for entry in entries_in(row.entries):
                if isinstance(entry, Use):
                    party = msgspec.json.encode(entry.party).decode()
                    lines.append(
                        (
                            row.member or "",
                            _moment(entry.ms),
                            entry.place,
                            entry.yen,
                            party,
                            row.standing,
                        )
                    )
        yield lines


USE = KINDS.index(Use) + 1


def _project_of(row: Any) -> int:
    first, *_ = entries_in(row.entries)
    return int(getattr(first, "project", 0))


async def _evidence(
    conn: AsyncConnection, body: int, kind: int | None = None
) -> AsyncIterator[Any]:
    e = evidence.c
    last: tuple[bytes, int] | None = None
    while True:
        page = (
            sa.select(evidence)
            .where(e.body == body, e.account_id.is_not(None))
            .order_by(e.device, e.first)
            .limit(PAGE)
        )
        if kind is not None:
            page = page.where(e.kind == kind)
        if last is not None:
            page = page.where(
                sa.or_(e.device > last[0], sa.and_(e.device == last[0], e.first > last[1]))
            )
        rows = (await conn.execute(page)).all()
        if rows:
            yield rows
            last = rows[-1].device, rows[-1].first
        if len(rows) < PAGE:
            return


async def answers(conn: AsyncConnection, body: int) -> Rows:
    a = survey_answer.c
    found = sa.select(survey_answer).where(a.body == body)
    decoder = msgspec.json.Decoder(dict[str, list[str]])

    def row(one: Any) -> Row:
        return one.number, _moment(one.answered_ms), decoder.decode(one.answers)

    async for page in _pages(conn, found, a.number, row):
        yield [
            (number, when, question, answer)
            for number, when, given in page
            if isinstance(given, dict)
            for question, said in given.items()
            for answer in said
        ]


async def cards(conn: AsyncConnection, body: int) -> Rows:
    c = card.c
    found = sa.select(
        c.card, c.member, c.tier, c.not_before, c.expires, c.state, c.reason, c.printed_by
    ).where(c.body == body)

    def row(one: Any) -> Row:
        tier = "premium" if one.tier == Tier.PREMIUM.value else "basic"
        since, until = _moment(one.not_before * 1000), _moment(one.expires * 1000)
        return one.card, one.member, tier, since, until, one.state, one.reason, _yes(one.printed_by)

    async for page in _pages(conn, found, c.card, row):
        yield page


# -- what the office keeps ------------------------------------------------------------------------


async def places(conn: AsyncConnection, body: int) -> Rows:
    p = place.c
    found = sa.select(p.id, p.name, p.english, p.kind, p.closed).where(p.body == body)
    async for page in _pages(
        conn, found, p.id, lambda one: (one.id, one.name, one.english, one.kind, _yes(one.closed))
    ):
        yield page


async def projects(conn: AsyncConnection, body: int) -> Rows:
    p = project.c
    found = sa.select(project).where(p.body == body)

    def row(one: Any) -> Row:
        named = one.id, one.name, one.english, one.place or ""
        return (*named, _yes(one.designated), one.basis, _yes(one.closed))

    async for page in _pages(conn, found, p.id, row):
        yield page


async def policies(conn: AsyncConnection, body: int) -> Rows:
    p = policy.c
    found = sa.select(p.id, p.from_day, p.policy, p.written_ms).where(p.body == body)
    async for page in _pages(
        conn, found, p.id, lambda one: (_day(one.from_day), one.policy, _moment(one.written_ms))
    ):
        yield page


async def programmes(conn: AsyncConnection, body: int) -> Rows:
    p = programme.c
    found = sa.select(programme).where(p.body == body)
    async for page in _pages(conn, found, p.id, lambda one: (one.id, one.name, one.english)):
        yield page


async def belongings(conn: AsyncConnection, body: int) -> Rows:
    """Of each programme by itself: its members fit a page, or several."""
    for (wanted,) in await conn.execute(
        sa.select(programme.c.id).where(programme.c.body == body).order_by(programme.c.id)
    ):
        found = (
            sa.select(programme_member.c.programme_id, registration.c.number)
            .join(registration, _by_member(programme_member.c.account_id, body))
            .where(programme_member.c.programme_id == wanted)
        )
        async for page in _pages(
            conn, found, registration.c.number, lambda one: (one.programme_id, one.number)
        ):
            yield page


async def roles(conn: AsyncConnection, body: int) -> Rows:
    staff = await _staff_of(conn, body)
    s = staff_role.c
    found = sa.select(staff_role).where(s.body == body)

    def row(one: Any) -> Row:
        return staff[one.account_id], one.role, _moment(one.since_ms), _moment(one.ended_ms)

    async for page in _pages(conn, found, s.id, row):
        yield page


async def _staff_of(conn: AsyncConnection, body: int) -> dict[str, str]:
    """Whoever works or worked for the body, in the order in which they came."""
    s = staff_role.c
    accounts = await conn.scalars(sa.select(s.account_id).where(s.body == body).order_by(s.id))
    return {name: f"staff-{at}" for at, name in enumerate(dict.fromkeys(accounts), start=1)}


def _columns(*names: str) -> list[tuple[str, str, str]]:
    """name|Japanese|English."""
    parts = [name.split("|") for name in names]
    return [(name, japanese, english) for name, japanese, english in parts]


NUMBER = "number|登録番号|member number"
OWNED: Sequence[Owned] = (
    MEMBERS,
    Owned(
        "decisions",
        ("決定と理由（R18）", "Decisions with their reasons"),
        _columns(
            "id|番号|number",
            NUMBER,
            "made|決めた時|when it was made",
            "kind|何を|what it does",
            "rule|規則|rule of the scheme",
            "reason|理由|reason",
            "by|誰が（roles の staff）|who: see roles",
            "from|いつから|from",
            "until|いつまで|until",
            "note|言葉|words",
        ),
        decisions,
    ),
    Owned(
        "activities",
        ("滞在と活動の記録", "Records of stays and activities"),
        _columns(
            NUMBER,
            "kind|種類（CheckIn、Stay、Void …）|kind of record",
            "place|場所|place",
            "project|活動|project",
            "day|日|day",
            "source|証拠の種類（R26）。1が最も強い|source, 1 is the strongest",
            "records|記録の数|records",
            "standing|有効な数|records that stand",
        ),
        activities,
    ),
    Owned(
        "uses",
        ("施設の利用", "Uses of facilities' rates"),
        _columns(
            NUMBER,
            "at|時|when",
            "place|場所|place",
            "yen|払った額|paid, yen",
            "party|料金の行と人数（JSON）|lines of the prices and people, JSON",
            "standing|有効なら1以上|0 if voided",
        ),
        uses,
    ),
    Owned(
        "answers",
        ("アンケートの答え（R07）", "Answers to the survey"),
        _columns(NUMBER, "at|時|when", "question|質問|question", "answer|答え|answer"),
        answers,
    ),
    Owned(
        "cards",
        ("登録証", "Cards"),
        _columns(
            "card|カードの番号|card number",
            NUMBER,
            "tier|登録の種類|tier",
            "since|いつから|from",
            "until|いつまで|until",
            "state|1は有効、2は終了、3は停止|1 active, 2 ended, 3 revoked",
            "reason|止めた理由|why it was revoked",
            "printed|紙のカード|on paper",
        ),
        cards,
    ),
    Owned(
        "places",
        ("場所", "Places"),
        _columns(
            "id|番号|number",
            "name|名前|name",
            "english|英語の名前|English name",
            "kind|種類|kind",
            "closed|休止中|closed",
        ),
        places,
    ),
    Owned(
        "projects",
        ("活動（R20、R21）", "Projects"),
        _columns(
            "id|番号|number",
            "name|名前|name",
            "english|英語の名前|English name",
            "place|場所|place",
            "designated|指定|designated",
            "basis|指定の理由|on which grounds",
            "closed|休止中|closed",
        ),
        projects,
    ),
    Owned(
        "policies",
        ("規則（R06）", "The body's rules"),
        _columns(
            "from|この日から|from", "policy|規則（JSON）|rules, JSON", "written|書いた時|written"
        ),
        policies,
    ),
    Owned(
        "programmes",
        ("プログラム", "Programmes"),
        _columns("id|番号|number", "name|名前|name", "english|英語の名前|English name"),
        programmes,
    ),
    Owned(
        "programme_members",
        ("プログラムの人", "Who belongs to them"),
        _columns("programme|プログラム|programme", NUMBER),
        belongings,
    ),
    Owned(
        "roles",
        ("担当者の役割。名前はありません", "Roles of staff, without names"),
        _columns(
            "staff|この書き出しの中の番号|number within this export",
            "role|役割|role",
            "since|いつから|from",
            "ended|いつまで|until",
        ),
        roles,
    ),
)
