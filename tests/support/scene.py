"""The smallest village in which everything happens: two places, staff with a phone, members.

scene = await village_scene(village)
card = scene.member_phone.cards[KAWAKAMI]
"""

from dataclasses import dataclass

from schemas.api import Role
from schemas.entries import CheckIn, EntryRef, Source, Stay
from server.office.places import place_of
from sync.calendar import day_of
from tests.support.device import Device, make_device
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, Person, admin, colleague, member


@dataclass
class Scene:
    """`bath` and `museum` are places of KAWAKAMI, `project` a designated project of it."""

    village: Installation
    office: Person
    staff: Person
    staff_phone: Device
    member: Person
    member_phone: Device
    bath: int
    museum: int
    project: int
    _last: tuple[int, int] = (0, 0)

    @property
    def now(self) -> int:
        return self.village.clock()

    @property
    def today(self) -> int:
        return day_of(self.now)

    def _counter(self, ms: int) -> int:
        """The village's clock stands still, and yet, as on real phones, no two acts in a row share
        a stamp."""
        before, counter = self._last
        self._last = (ms, counter + 1 if ms == before else 0)
        return self._last[1]

    def scan(
        self,
        by: Device | None = None,
        of: Device | None = None,
        *,
        place: int | None = None,
        ms: int | None = None,
        drift: int = 0,
        project: int = 0,
        proof: bytes = b"",
    ) -> EntryRef:
        """Staff scan the member's card for KAWAKAMI at the bath."""
        card = (of or self.member_phone).cards[KAWAKAMI]
        at = self.now if ms is None else ms
        entry = CheckIn(
            at,
            self._counter(at),
            self.bath if place is None else place,
            KAWAKAMI,
            card.card,
            drift,
            project,
            proof,
        )
        return (by or self.staff_phone).append(entry)

    async def stay(
        self,
        by: Device | None = None,
        *,
        place: int | None = None,
        ms: int | None = None,
        day: int | None = None,
        source: Source = Source.PRINTED_CODE,
        code: bytes | None = None,
        project: int = 0,
    ) -> EntryRef:
        """The member reads the code of the bath."""
        where = self.bath if place is None else place
        if code is None:
            code = b"" if source is Source.MEMBER_ENTRY else await self.token(where)
        at = self.now if ms is None else ms
        entry = Stay(
            at,
            self._counter(at),
            where,
            day_of(at) if day is None else day,
            source,
            code,
            project,
        )
        return (by or self.member_phone).append(entry)

    async def token(self, place: int) -> bytes:
        """What is read from the code that hangs at a place."""
        async with self.village.database.reading() as conn:
            known = await place_of(conn, place)
        assert known is not None
        return known.token

    async def new_phone(self, of: Person) -> Device:
        phone = await make_device(of.browser, of.account)
        await phone.sync()
        return phone

    async def new_member(self) -> tuple[Person, Device]:
        somebody = await member(self.village)
        return somebody, await self.new_phone(somebody)


async def village_scene(village: Installation) -> Scene:
    """Everyone is registered, enrolled and up to date."""
    office = await admin(village)
    path = f"/api/office/{KAWAKAMI:06d}"
    places = [
        (await office.post(f"{path}/places", {"name": name, "english": "", "kind": kind})).json()
        for name, kind in (("村の湯", "bath"), ("山村資料館", "museum"))
    ]
    project = (
        await office.post(
            f"{path}/projects",
            {
                "name": "雪かき",
                "english": "Clearing snow",
                "place": None,
                "designated": True,
                "basis": "公共性・地域への貢献・人手の不足",
            },
        )
    ).json()
    staff = await colleague(village, KAWAKAMI, Role.STAFF)
    somebody = await member(village)
    scene = Scene(
        village,
        office,
        staff,
        await make_device(staff.browser, staff.account),
        somebody,
        await make_device(somebody.browser, somebody.account),
        places[0]["id"],
        places[1]["id"],
        project["id"],
    )
    await scene.member_phone.sync()
    await scene.staff_phone.sync()
    return scene
