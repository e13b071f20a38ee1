"""How cards are judged at a place, and who pays what there (R51, R53)."""

import datetime
from collections.abc import Collection, Iterator
from itertools import chain

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Facility, Hours, Price
from schemas.feed import FacilityItem, OpenHours, PriceLine, Reach
from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.cards.keystore import KeyStore
from server.cards.lists import read_lists_of
from server.catalogue import find, parse_code
from server.office.places import get_place
from server.office.tables import facility, place
from server.replication.feeds import body_scope, publish
from server.search.indexing import index_place

_OF_BODY = (
    sa.select(facility.c.place, facility.c.version, facility.c.content)
    .join(place, place.c.id == facility.c.place)
    .where(place.c.body == sa.bindparam("of"))
)
_LEAP_YEAR = 2028
_decoder = msgspec.json.Decoder(Facility)


async def get_facility(conn: AsyncConnection, body: int, wanted: int) -> Facility:
    """Raises `Refusal` NOT_FOUND for a place of another body as for none."""
    await get_place(conn, body, wanted)
    content = await conn.scalar(sa.select(facility.c.content).where(facility.c.place == wanted))
    return Facility() if content is None else _decoder.decode(content)


async def quotas_of(conn: AsyncConnection, places: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many uses in which period (`schemas.feed.Period`) each place allows, where it limits."""
    found = await conn.execute(
        sa.select(facility.c.place, facility.c.content).where(facility.c.place.in_(places))
    )
    known = ((number, _decoder.decode(content)) for number, content in found)
    return {number: (one.quota, int(one.period)) for number, one in known if one.quota}


async def general_prices(conn: AsyncConnection, body: int) -> dict[int, dict[int, int]]:
    """What each line of the prices costs who is no member, by the body's places, in yen."""
    found = await conn.execute(_OF_BODY, {"of": body})
    return {
        row.place: {
            number: price.general
            for number, price in enumerate(_decoder.decode(row.content).prices, 1)
        }
        for row in found
    }


async def set_facility(
    conn: AsyncConnection, keystore: KeyStore, body: int, wanted: int, data: Facility, now: int
) -> Facility:
    """Raises `Refusal` NOT_FOUND, and MALFORMED with the field that is wrong.

    The body's staff are told the status lists of those whose members the place accepts.
    """
    await get_place(conn, body, wanted)
    _check(data, body)
    content = msgspec.json.encode(data).decode()
    version = await conn.scalar(
        facility.update()
        .where(facility.c.place == wanted)
        .values(version=facility.c.version + 1, content=content)
        .returning(facility.c.version)
    )
    if version is None:
        version = 1
        await conn.execute(facility.insert().values(place=wanted, version=1, content=content))
    item = facility_item(body, wanted, version, data)
    await publish(conn, body_scope(body), [(f"facility:{wanted}", item)])
    await index_place(conn, wanted)
    known = [_decoder.decode(row.content) for row in await conn.execute(_OF_BODY, {"of": body})]
    partners = {parse_code(code) for one in known for code in one.partners}
    prefecture = any(one.reach is Reach.PREFECTURE for one in known)
    await read_lists_of(conn, keystore, body, partners, prefecture=prefecture, now=now)
    return data


def facility_item(body: int, wanted: int, version: int, data: Facility) -> FacilityItem:
    """As phones are told."""
    return FacilityItem(
        version=version,
        place=wanted,
        body=body,
        tolerated_steps=data.tolerated_steps,
        list_age_h=data.list_age_h,
        lines=[_line(number, price) for number, price in enumerate(data.prices, 1)],
        tier=data.tier,
        long_stay=data.long_stay,
        reach=data.reach,
        partners=[parse_code(code) for code in data.partners],
        companions=data.companions,
        quota=data.quota,
        period=data.period,
        hours=[_hours(hours) for hours in data.hours],
    )


def _line(number: int, price: Price) -> PriceLine:
    def offered(yen: int | None) -> int:
        return -1 if yen is None else yen

    return PriceLine(
        line=number,
        name=price.name,
        english=price.english,
        age_from=price.age_from,
        age_to=price.age_to,
        season_from=price.season_from,
        season_to=price.season_to,
        general=price.general,
        resident=offered(price.resident),
        basic=offered(price.basic),
        premium=offered(price.premium),
    )


def _hours(hours: Hours) -> OpenHours:
    opens, closes = _minutes(hours.opens), _minutes(hours.closes)
    weekdays = sum(1 << day for day in set(hours.weekdays))
    return OpenHours(weekdays, opens, closes if closes > opens else closes + 1440)


def _minutes(time: str) -> int:
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)


def _check(data: Facility, body: int) -> None:
    faults = chain(*(_faults_of(price) for price in data.prices), _faults_around(data, body))
    fault = next(faults, None)
    if fault is not None:
        field, japanese, english = fault
        raise Refusal(ProblemCode.MALFORMED, japanese, english, field=field)


def _faults_of(price: Price) -> Iterator[tuple[str, str, str]]:
    if price.age_to and price.age_from > price.age_to:
        yield "age_to", "年齢の範囲が逆です", "The age band is the wrong way round"
    if bool(price.season_from) != bool(price.season_to):
        yield "season_to", "期間は始めと終わりの両方が要ります", "A season needs both ends"
    for field, day in (("season_from", price.season_from), ("season_to", price.season_to)):
        if day and not _is_a_day(day):
            yield field, "そのような日はありません", "There is no such day"
    for field in ("resident", "basic", "premium"):
        yen = getattr(price, field)
        if yen is not None and yen > price.general:
            yield (
                field,
                "一般料金より高い料金は設定できません",
                "No rate may be higher than the general one",
            )


def _faults_around(data: Facility, body: int) -> Iterator[tuple[str, str, str]]:
    for hours in data.hours:
        opens, closes = _minutes(hours.opens), _minutes(hours.closes)
        if closes <= opens and closes > 360:
            yield (
                "hours",
                "翌日にまたがる時間は朝6時までです",
                "Hours over midnight end at 6 in the morning at the latest",
            )
    for code in data.partners:
        try:
            partner = parse_code(code)
        except ValueError:
            partner = 0
        if find(partner) is None or partner == body:
            yield "partners", "提携先の団体コードが正しくありません", "No such partner"


def _is_a_day(month_day: int) -> bool:
    month, day = divmod(month_day, 100)
    try:
        datetime.date(_LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True
