"""Taking members in when disaster strikes where they live (R55): agreements given beforehand, the
list that staff phones hold while a disaster stands, and who arrived where."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.benefits import (
    BenefitState,
    DeclareDisaster,
    Disaster,
    Evacuee,
    GiveConsent,
    RefugeOffice,
    ShelterCount,
    Tie,
)
from schemas.feed import ConsentItem, DisasterItem, EvacueeItem, NoticeKind, PlaceKind
from schemas.problems import ProblemCode
from schemas.rulings import RulingKind
from server.accounts.lock import lock_account
from server.app.problems import Refusal
from server.benefits import store
from server.benefits.tables import STANDS, disaster, evacuee, refuge_consent
from server.catalogue import find, parse_code
from server.database.bulk import among, listed
from server.exchange.notices import Notice, record_notices
from server.identity.proofs import proofs_of
from server.office.places import list_places
from server.registry.members import member_of, numbers_of
from server.replication.feeds import (
    Publication,
    pack,
    person_scope,
    publish_all,
    staff_scope,
    standing_keys,
)
from server.replication.tables import evidence
from server.replication.views import FactsWhere
from sync.calendar import day_of, format_day, parse_day
from sync.scheme.bodies import prefecture_of
from sync.views import member_views

MAX_STANDING = 5
"""Disasters of one body at the same time."""
SHOWN = 20
"""Past ones."""
FORGET_MS = 180 * 86_400_000
"""A phone that was away for longer begins anew, and need not be told that a list is gone."""
_c, _d, _e = refuge_consent.c, disaster.c, evacuee.c
_areas = msgspec.json.Decoder(list[int])


class Consent(NamedTuple):
    account: str
    party: int
    needs: str
    home: int


class Known(NamedTuple):
    id: int
    body: int
    name: str
    areas: list[int]
    from_day: int
    declared_ms: int
    ended_ms: int | None


async def give_consent(
    conn: AsyncConnection, account: str, body: int, data: GiveConsent, now: int
) -> None:
    """Agrees to be taken in by a body that offers refuge; again changes what was said.

    Raises `Refusal` NOT_FOUND where the body offers none or the person is not registered, and
    MALFORMED without a home that is known.
    """
    await lock_account(conn, account)
    number = await member_of(conn, account, body)
    if number is None or not await _offers_refuge(conn, body):
        raise Refusal(ProblemCode.NOT_FOUND)
    try:
        said = parse_code(data.home) if data.home else 0
    except ValueError:
        said = 0
    proof = (await proofs_of(conn, [account])).get(account)
    if (proof is None or not proof.home_body) and find(said) is None:
        raise Refusal(
            ProblemCode.MALFORMED,
            "お住まいの市町村を選んでください",
            "Choose the municipality where you live",
            field="home",
        )
    version = await _write(conn, account, body, now, data.party, data.needs, said, withdrawn=None)
    own = Consent(account, data.party, data.needs, proof.home_body if proof else said)
    home = own.home or said
    own = own._replace(home=home)
    news = [_consent_news(body, version, own, given=True)]
    for one in await _standing(conn, body):
        if _struck(one.areas, home):
            news += await _add(conn, one, [own], now)
        else:
            news += await _remove(conn, one, [account], now)
    await publish_all(conn, news)


async def withdraw_consent(conn: AsyncConnection, account: str, body: int, now: int) -> None:
    """Takes it back, at any time. Raises `Refusal` NOT_FOUND without one."""
    await lock_account(conn, account)
    known = await conn.scalar(
        sa.select(_c.version).where(
            _c.account_id == account, _c.body == body, _c.withdrawn_ms.is_(None)
        )
    )
    if known is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    version = await _write(conn, account, body, now, 1, "", 0, withdrawn=now)
    news = [_consent_news(body, version, Consent(account, 0, "", 0), given=False)]
    for one in await _standing(conn, body):
        news += await _remove(conn, one, [account], now)
    await publish_all(conn, news)


async def declare(
    conn: AsyncConnection, body: int, data: DeclareDisaster, staff: str, now: int
) -> None:
    """A disaster stands from now on: its list goes to the staff's phones, members who agreed are
    told.

    Raises `Refusal` MALFORMED for areas that are none or a day to come, CONFLICT for one too many.
    """
    try:
        day = parse_day(data.from_day)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="from_day") from None
    if day > day_of(now):
        raise Refusal(ProblemCode.MALFORMED, field="from_day")
    if any(find(area) is None for area in data.areas):
        raise Refusal(ProblemCode.MALFORMED, field="areas")
    if len(await _standing(conn, body)) >= MAX_STANDING:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"同時に受け入れられる災害は{MAX_STANDING}件までです",
            f"At most {MAX_STANDING} disasters at the same time",
        )
    made = await conn.execute(
        disaster.insert()
        .values(
            body=body,
            name=data.name,
            areas=msgspec.json.encode(sorted(set(data.areas))).decode(),
            from_day=day,
            declared_ms=now,
            declared_by=staff,
        )
        .returning(_d.id)
    )
    number = int(made.scalar_one())
    one = Known(number, body, data.name, data.areas, day, now, None)
    struck = [each for each in await consents_of(conn, body) if _struck(data.areas, each.home)]
    notices = [
        Notice(each.account, body, NoticeKind.REFUGE, day, 0, f"refuge:{number}") for each in struck
    ]
    item = DisasterItem(1, number, body, data.name, day, False)
    news = [Publication(staff_scope(body), f"disaster:{number}", pack(item))]
    news += await _add(conn, one, struck, now)
    await publish_all(conn, [*news, *await record_notices(conn, notices, now)])


async def end(conn: AsyncConnection, body: int, wanted: int, staff: str, now: int) -> None:
    """It is over: the list vanishes from the phones. Raises `Refusal` NOT_FOUND."""
    ended = await conn.execute(
        disaster.update()
        .where(_d.id == wanted, _d.body == body, _d.ended_ms.is_(None))
        .values(ended_ms=now, ended_by=staff)
        .returning(_d.id)
    )
    if ended.one_or_none() is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    until, prefix = now + FORGET_MS, f"evacuee:{wanted}:"
    rows = await conn.execute(sa.select(_e.member, _e.version).where(_e.disaster_id == wanted))
    versions: dict[int, int] = dict(rows.all())
    # By what the phones hold, not by the list: a member who was merged is on them under both
    # numbers. The versions are of the clock, as in `_add`.
    held = await standing_keys(conn, staff_scope(body), prefix)
    members = [int(key.removeprefix(prefix)) for key in held]
    news = [
        _gone(body, wanted, member, max(now, versions.get(member, 0)) + 1, until)
        for member in members
    ]
    over = DisasterItem(2, wanted, body, "", 0, True)
    key = f"disaster:{wanted}"
    news.append(Publication(staff_scope(body), key, pack(over), until_ms=until))
    await conn.execute(evacuee.delete().where(_e.disaster_id == wanted))
    await publish_all(conn, news)


async def office_view(conn: AsyncConnection, body: int, now: int) -> RefugeOffice:
    """Agreements, disasters the newest first; of those that stand who is expected, and who is
    where."""
    consents = await consents_of(conn, body)
    found = await conn.execute(
        sa.select(disaster).where(_d.body == body).order_by(_d.id.desc()).limit(SHOWN)
    )
    known = [_known(row) for row in found]
    standing = [one for one in known if one.ended_ms is None]
    listed_people = await _evacuees(conn, [one.id for one in standing])
    accounts = {account for people in listed_people.values() for account in people}
    by_account = {one.account: one for one in consents}
    since = min((one.from_day for one in standing), default=day_of(now))
    arrived = await _arrivals(conn, body, accounts, since)
    numbers = await numbers_of(conn, body, accounts)
    evacuees = []
    for account in accounts:
        said = by_account.get(account, Consent(account, 1, "", 0))
        number, name = numbers.get(account, (0, ""))
        shelter = arrived.get(account, 0)
        evacuees.append(Evacuee(number, name, said.party, said.needs, said.home, shelter))
    evacuees.sort(key=lambda one: (one.shelter != 0, one.number))
    return RefugeOffice(
        consents=len(consents),
        people=sum(one.party for one in consents),
        disasters=[_shown(one, listed_people.get(one.id, []), by_account) for one in known],
        evacuees=evacuees,
        shelters=await _counts(conn, body, evacuees),
    )


async def consents_of(conn: AsyncConnection, body: int) -> list[Consent]:
    """The agreements with a body that stand. Home is what is proven, or else what was said."""
    rows = (
        await conn.execute(
            sa.select(_c.account_id, _c.party, _c.needs, _c.home_body)
            .where(_c.body == body, _c.withdrawn_ms.is_(None))
            .order_by(_c.account_id)
        )
    ).all()
    proofs = await proofs_of(conn, [row.account_id for row in rows])
    homes = {account: proof.home_body for account, proof in proofs.items() if proof.home_body}
    return [
        Consent(account, party, needs, homes.get(account, home))
        for account, party, needs, home in rows
    ]


def _struck(areas: Iterable[int], home: int) -> bool:
    """Whether a home lies in one of the areas: a prefecture stands for all in it."""
    return home != 0 and not {home, prefecture_of(home)}.isdisjoint(areas)


async def _offers_refuge(conn: AsyncConnection, body: int) -> bool:
    """A published benefit that is tied to refuge is the body's word that it takes members in."""
    return any(
        one.state is BenefitState.PUBLISHED and one.newest and one.newest.terms.tie is Tie.REFUGE
        for one in await store.benefits_of_body(conn, body)
    )


async def _write(
    conn: AsyncConnection,
    account: str,
    body: int,
    now: int,
    party: int,
    needs: str,
    home: int,
    *,
    withdrawn: int | None,
) -> int:
    """Gives the version."""
    said = {
        "party": party,
        "needs": needs,
        "home_body": home,
        "given_ms": now,
        "withdrawn_ms": withdrawn,
    }
    changed = await conn.execute(
        refuge_consent.update()
        .where(_c.account_id == account, _c.body == body)
        .values(version=_c.version + 1, **said)
        .returning(_c.version)
    )
    version: int | None = changed.scalar_one_or_none()
    if version is not None:
        return version
    await conn.execute(
        refuge_consent.insert().values(account_id=account, body=body, version=1, **said)
    )
    return 1


def _consent_news(body: int, version: int, one: Consent, *, given: bool) -> Publication:
    item = ConsentItem(version, body, given, one.party, one.needs, one.home if given else 0)
    return Publication(person_scope(one.account), f"consent:{body}", pack(item))


async def _standing(conn: AsyncConnection, body: int) -> list[Known]:
    found = await conn.execute(sa.select(disaster).where(_d.body == body, STANDS).order_by(_d.id))
    return [_known(row) for row in found]


def _known(row: sa.Row[tuple[object, ...]]) -> Known:
    fields = row._mapping
    return Known(
        fields["id"],
        fields["body"],
        fields["name"],
        _areas.decode(fields["areas"]),
        fields["from_day"],
        fields["declared_ms"],
        fields["ended_ms"],
    )


async def _add(
    conn: AsyncConnection, one: Known, people: Sequence[Consent], now: int
) -> list[Publication]:
    """Puts people on a disaster's list, or tells anew what they said; gives what staff are told."""
    numbers = await numbers_of(conn, one.body, [each.account for each in people])
    rows = await conn.execute(
        sa.select(_e.account_id, _e.version).where(
            _e.disaster_id == one.id, among(_e.account_id, "accounts")
        ),
        {"accounts": listed([each.account for each in people])},
    )
    before: dict[str, int] = dict(rows.all())
    news = []
    for each in people:
        number, name = numbers.get(each.account, (0, ""))
        if not number:
            continue
        # By the clock: who comes back after they left the list is newer than their leaving it.
        version = max(now, before.get(each.account, 0) + 1)
        if each.account in before:
            change = evacuee.update().where(_e.disaster_id == one.id, _e.account_id == each.account)
            await conn.execute(change.values(member=number, version=version))
        else:
            await conn.execute(
                evacuee.insert().values(
                    disaster_id=one.id, account_id=each.account, member=number, version=version
                )
            )
        item = EvacueeItem(
            version, one.id, one.body, number, name, each.party, each.needs, each.home, False
        )
        key = f"evacuee:{one.id}:{number}"
        news.append(Publication(staff_scope(one.body), key, pack(item)))
    return news


async def _remove(
    conn: AsyncConnection, one: Known, accounts: Collection[str], now: int
) -> list[Publication]:
    removed = await conn.execute(
        evacuee.delete()
        .where(_e.disaster_id == one.id, _e.account_id.in_(accounts))
        .returning(_e.member, _e.version)
    )
    return [
        _gone(one.body, one.id, member, max(now, version + 1), now + FORGET_MS)
        for member, version in removed
    ]


def _gone(body: int, wanted: int, member: int, version: int, until: int) -> Publication:
    """What takes a line's place on the phones: nothing of the person is left in it."""
    item = EvacueeItem(version, wanted, body, member, "", 0, "", 0, True)
    key = f"evacuee:{wanted}:{member}"
    return Publication(staff_scope(body), key, pack(item), until_ms=until)


async def _evacuees(conn: AsyncConnection, wanted: Collection[int]) -> dict[int, list[str]]:
    found = await conn.execute(
        sa.select(_e.disaster_id, _e.account_id).where(_e.disaster_id.in_(wanted))
    )
    people: dict[int, list[str]] = {}
    for number, account in found:
        people.setdefault(number, []).append(account)
    return people


_SHELTERED = FactsWhere(
    among(evidence.c.account_id, "accounts"),
    evidence.c.body == sa.bindparam("of"),
    evidence.c.day >= sa.bindparam("since"),
    evidence.c.place > 0,
    among(evidence.c.place, "shelters"),
)


async def _arrivals(
    conn: AsyncConnection, body: int, accounts: Collection[str], since: int
) -> dict[str, int]:
    """In which shelter each was checked in last; who was in none is absent."""
    shelters = {one.id: body for one in await list_places(conn, body) if _is_shelter(one.kind)}
    values = {
        "accounts": listed(accounts),
        "of": body,
        "since": since,
        "shelters": listed(shelters),
    }
    facts, rulings = await _SHELTERED.by_account(conn, values)
    arrived = {}
    for account, own in facts.items():
        there = [
            item
            for item in member_views(own, rulings, shelters, set()).journal
            if not item.voided and item.ruling != RulingKind.REJECTED and item.place in shelters
        ]
        if account is not None and there:
            arrived[account] = max(there, key=lambda item: (item.ms, item.counter)).place
    return arrived


def _is_shelter(kind: PlaceKind) -> bool:
    return kind is PlaceKind.SHELTER


async def _counts(
    conn: AsyncConnection, body: int, evacuees: Sequence[Evacuee]
) -> list[ShelterCount]:
    counts = []
    for place in await list_places(conn, body):
        if not _is_shelter(place.kind) or place.closed:
            continue
        there = [one for one in evacuees if one.shelter == place.id]
        people = sum(one.party for one in there)
        counts.append(ShelterCount(place.id, place.name, place.english, len(there), people))
    return counts


def _shown(one: Known, accounts: Sequence[str], consents: dict[str, Consent]) -> Disaster:
    return Disaster(
        id=one.id,
        name=one.name,
        areas=one.areas,
        from_day=format_day(one.from_day),
        declared=one.declared_ms,
        ended=one.ended_ms,
        expected=len(accounts),
        expected_people=sum(consents[account].party for account in accounts if account in consents),
    )
