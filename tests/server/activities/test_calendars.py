"""Calendars: one occasion, and a private address with all accepted ones (RFC 5545)."""

from icalendar import Calendar

from tests.support.activities import apply, occasion, publish
from tests.support.installation import Installation
from tests.support.offices import admin, member


def events(text: bytes) -> list[tuple[str, str, str]]:
    return [
        (str(one["summary"]), str(one.decoded("dtstart")), str(one.decoded("dtend")))
        for one in Calendar.from_ical(text).walk("VEVENT")
    ]


async def test_an_occasion_can_be_kept(village: Installation) -> None:
    chief = await admin(village)
    file = await publish(
        village, chief, where="水路の入口", bring="長靴", latitude=34.27, longitude=135.95
    )
    number, first = file["row"]["id"], file["occasions"][0]["id"]
    path = f"/api/activities/{number}/occasions/{first}/calendar.ics"
    answer = await village.browser().get(path)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert events(answer.content) == [
        ("用水路の泥上げ", "2026-11-30 00:00:00+00:00", "2026-11-30 03:00:00+00:00")
    ]
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["location"]) == "水路の入口"
    assert "長靴" in str(event["description"])
    assert str(event["url"]) == f"http://localhost:8000/activities/{number}"
    missing = f"/api/activities/{number}/occasions/99/calendar.ics"
    assert (await village.browser().get(missing)).status_code == 404


async def test_a_private_address_tells_what_was_accepted(village: Installation) -> None:
    chief, somebody = await admin(village), await member(village)
    days = [occasion(village, 7, capacity=1), occasion(village, 14, capacity=1)]
    file = await publish(village, chief, occasions=days)
    await apply(await member(village), file, 1)
    mine = await apply(somebody, file, 0)
    await apply(somebody, file, 1)  # on the waiting list
    assert (await somebody.get("/api/calendar")).json() == {"since_ms": None}
    url = (await somebody.post("/api/calendar")).json()["url"]
    assert (await somebody.get("/api/calendar")).json() == {"since_ms": village.clock()}
    path = url.removeprefix("http://localhost:8000")
    outside = village.browser()
    answer = await outside.get(path)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert [start for _, start, _ in events(answer.content)] == ["2026-11-30 00:00:00+00:00"]
    await somebody.delete(f"/api/applications/{mine['application']['id']}")
    assert events((await outside.get(path)).content) == []


async def test_an_address_ends(village: Installation) -> None:
    await admin(village)
    somebody = await member(village)
    first = (await somebody.post("/api/calendar")).json()["url"]
    second = (await somebody.post("/api/calendar")).json()["url"]
    outside = village.browser()
    paths = [url.removeprefix("http://localhost:8000") for url in (first, second)]
    assert [(await outside.get(path)).status_code for path in paths] == [404, 200]
    for _ in range(2):
        assert (await somebody.delete("/api/calendar")).status_code == 204
    assert (await outside.get(paths[1])).status_code == 404
    assert (await outside.get("/api/calendar/guess.ics")).status_code == 404
    assert (await outside.get("/api/calendar")).status_code == 401
