"""Fills an empty database with the sample village: its history is lived through day by day.

Everyone registers, syncs and is scanned through the functions that serve real phones, with the
time of that day; nothing is written into a table past them. All of it is one transaction.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import MakeInvite, Role
from schemas.entries import (
    AddInterest,
    CheckIn,
    EntryRef,
    Note,
    Party,
    ProfileField,
    SetField,
    Source,
    Stay,
    Use,
)
from schemas.policy import Automation, Policy
from schemas.projects import Apply
from server.accounts.people import account_exists, add_account
from server.activities.applying import apply
from server.app.clock import MINUTE_MS, Clock
from server.app.instance import WrongDatabase, ensure_instance, is_empty
from server.cards.issue import newest_cards, revoke_cards_of_member
from server.cards.key_change import ensure_root_key
from server.cards.keystore import KeyStore
from server.cards.lists import republish_trust
from server.database import Database
from server.identity.proving import record_proof
from server.identity.relying_party import Person as Proven
from server.office import facilities, invites, places, projects, staff
from server.partners.assigning import assign_project
from server.partners.directory import make_partner
from server.registry.deciding import apply_for_premium, ask_review, member_standing
from server.registry.members import member_of
from server.registry.policies import write_policy
from server.registry.proofs import follow_proof
from server.registry.registering import register
from server.sample.activities import ask_for_help, keep_working_days
from server.sample.benefits import give_benefits
from server.sample.device import SampleDevice
from server.sample.village import (
    BATH,
    BATH_RATES,
    DAYS,
    FORESTRY,
    FORGOT,
    LOST,
    MEMBER,
    OFFICE,
    ORGANISER,
    PARTNER,
    PEOPLE,
    PLACES,
    PREFECTURE,
    PROJECTS,
    REFUSED,
    STAFF,
    STAFF_DECIDE_SINCE,
    VILLAGE,
    Person,
    account_of,
)
from sync.calendar import day_of, start_of

_HOUR = 60 * MINUTE_MS
_OPEN, _CLOSE = 9, 19
"""The hours between which the village is awake; at the last one its staff's phone syncs."""


async def build(database: Database, keystore: KeyStore, clock: Clock) -> None:
    """Builds the village, unless it stands already.

    Raises `WrongDatabase` for a database that is in use for anything else.
    """
    now = clock()
    async with database.writing() as conn:
        await ensure_instance(conn, now, sample=True)
        if await account_exists(conn, account_of(OFFICE)):
            return
        if not await is_empty(conn):
            raise WrongDatabase("This database is in use: the sample village needs one of its own")
        # A root of those days signs what was signed then; the list that stands is signed today.
        ensure_root_key(keystore, start_of(day_of(now) - DAYS))
        await _Village(conn, keystore, now).live()
        ensure_root_key(keystore, now)
        await republish_trust(conn, keystore, now)


class _Visit(Struct, frozen=True):
    person: Person
    at: int
    count: int
    """How often the person has come before."""

    @property
    def helps(self) -> int | None:
        """At which project, if at any."""
        return self.person.project if self.count % 2 == 1 else None


class _Village:
    def __init__(self, conn: AsyncConnection, keystore: KeyStore, now: int) -> None:
        self._conn, self._keystore, self._now = conn, keystore, now
        self._today = day_of(now)
        self._phones: dict[str, SampleDevice] = {}
        self._places: list[int] = []
        self._projects: list[int] = []
        self._tokens: dict[int, bytes] = {}
        self._working_days: dict[int, int] = {}

    async def live(self) -> None:
        first = self._today - DAYS
        await self._found(start_of(first) + _OPEN * _HOUR)
        days = {
            day
            for day in range(first, self._today + 1)
            for visit in self._visits(day)
            if visit.helps == FORESTRY
        }
        self._working_days = await keep_working_days(
            self._conn,
            self._projects[FORESTRY],
            sorted(days),
            start_of(first) + _OPEN * _HOUR,
        )
        for day in range(first, self._today + 1):
            if self._today - day == STAFF_DECIDE_SINCE:
                staff_decide = Policy(grant=Automation.STAFF)
                at = start_of(day) + _OPEN * _HOUR
                office = account_of(OFFICE)
                await write_policy(self._conn, VILLAGE, day, staff_decide, office, at)
            for person in PEOPLE:
                if self._today - person.joined == day:
                    await self._join(person, start_of(day) + _OPEN * _HOUR)
                await self._decisions(person, day)
            for visit in self._visits(day):
                await self._visit(visit)
            reception = self._phones[STAFF]
            if reception.has_unsent:
                closing = start_of(day) + _CLOSE * _HOUR
                await reception.sync(self._conn, min(closing, self._now))
        await ask_for_help(self._conn, self._now)
        await give_benefits(self._conn, self._places, self._projects, self._today, self._now)
        await self._lose_a_phone()

    async def _found(self, at: int) -> None:
        """The bodies begin, with their places, projects and staff."""
        for name, body in ((OFFICE, VILLAGE), ("prefecture", PREFECTURE)):
            await add_account(self._conn, account_of(name), at)
            await staff.open_office(self._conn, self._keystore, account_of(name), body, at)
        for place in PLACES:
            made = await places.make_place(self._conn, self._keystore, VILLAGE, place, at)
            self._places.append(made.id)
        await facilities.set_facility(
            self._conn, self._keystore, VILLAGE, self._places[BATH], BATH_RATES, at
        )
        partner = await make_partner(self._conn, VILLAGE, PARTNER, at)
        for number, project in enumerate(PROJECTS):
            at_place = replace(project, place=None)
            self._projects.append((await projects.make_project(self._conn, VILLAGE, at_place)).id)
            if number == FORESTRY:
                await assign_project(self._conn, VILLAGE, self._projects[-1], partner.id, at)
        facts = await places.places_of(self._conn, self._places)
        self._tokens = {place: known.token for place, known in facts.items()}

        await add_account(self._conn, account_of(STAFF), at)
        wanted = MakeInvite(Role.STAFF, "受付")
        invite = await invites.make_invite(
            self._conn, VILLAGE, None, wanted, account_of(OFFICE), "", at
        )
        await invites.accept_invite(self._conn, account_of(STAFF), invite.code, "", at)
        await self._enrol(STAFF, "受付の電話(見本)", at)
        await add_account(self._conn, account_of(ORGANISER), at)
        await staff.join(
            self._conn,
            account_of(ORGANISER),
            VILLAGE,
            Role.ORGANISER,
            at,
            partner.id,
            "世話役 南(見本)",
        )

    async def _join(self, person: Person, at: int) -> None:
        await add_account(self._conn, account_of(person.key), at)
        await register(
            self._conn, self._keystore, account_of(person.key), VILLAGE, person.refuses, at
        )
        phone = await self._enrol(person.key, "見本の電話", at)
        if person.name:
            phone.write(lambda s: SetField(s.ms, s.counter, ProfileField.NAME, person.name), at)
        if person.project is not None:
            phone.write(lambda s: AddInterest(s.ms, s.counter, "forest"), at)
        await phone.sync(self._conn, at)

    async def _decisions(self, person: Person, day: int) -> None:
        """What a member wishes to be decided, and what has to be there for it."""
        account, at = account_of(person.key), start_of(day) + _OPEN * _HOUR
        ago = self._today - day
        if person.lives and ago == person.joined - 1:
            proven = Proven(account, "", person.lives, person.born)
            await record_proof(
                self._conn, self._keystore, follow_proof, account, "sample", proven, at
            )
        if ago == person.applied:
            await apply_for_premium(self._conn, self._keystore, account, VILLAGE, at)
        if person.key == FORGOT and ago == 1:
            place = self._places[person.place]
            self._phones[person.key].write(
                lambda s: Stay(s.ms, s.counter, place, day_of(s.ms), Source.MEMBER_ENTRY, b"", 0),
                at,
            )
            await self._phones[person.key].sync(self._conn, at)
        if person.key == REFUSED and ago == 1:
            words = "夏まつりの手伝いも数えていただけませんか。(見本)"
            await self._ask_review(account, words, at)

    async def _ask_review(self, account: str, words: str, at: int) -> None:
        standing = await member_standing(self._conn, account, VILLAGE, at)
        refused = next(one for one in standing.decisions if one.kind == "refuse")
        await ask_review(self._conn, account, refused.id, words, at)

    async def _enrol(self, name: str, label: str, at: int) -> SampleDevice:
        phone = SampleDevice(self._keystore, account_of(name), account_of(name))
        await phone.enrol(self._conn, label, at)
        self._phones[name] = phone
        return phone

    def _visits(self, day: int) -> Iterator[_Visit]:
        """Who comes on a day, spread over its hours; of today only what has been."""
        for order, person in enumerate(PEOPLE):
            since = day - (self._today - person.joined)
            if since <= 0 or since % person.every or self._today - day < person.until:
                continue
            minutes = 60 * (_OPEN + 1) + (order * 47 + day * 13) % (60 * (_CLOSE - _OPEN - 2))
            at = start_of(day) + minutes * MINUTE_MS
            if at < self._now - 10 * MINUTE_MS:
                yield _Visit(person, at, since // person.every - 1)

    async def _visit(self, visit: _Visit) -> None:
        """Mostly the staff scan the card; sometimes the member scans the printed code, or both."""
        person, at = visit.person, visit.at
        phone = self._phones[person.key]
        helps = visit.helps is not None
        project = 0 if visit.helps is None else self._projects[visit.helps]
        occasion = self._working_days.get(day_of(at))
        # Most apply before they come, some just come.
        if visit.helps == FORESTRY and occasion is not None and visit.count % 5:
            asked = Apply(occasion)
            when = start_of(day_of(at))
            await apply(self._conn, account_of(person.key), project, asked, when)
        place = self._places[person.place]
        scans_code, is_scanned = visit.count % 3 == 1, visit.count % 3 != 1
        if scans_code or visit.count % 4 == 0:
            code = self._tokens[place]
            phone.write(
                lambda s: Stay(
                    s.ms, s.counter, place, day_of(s.ms), Source.PRINTED_CODE, code, project
                ),
                at,
            )
            if person.key == MEMBER and helps:
                about = EntryRef(phone.id, phone.last)
                text = "川の音を聞きながら作業しました。また来ます。"
                phone.write(lambda s: Note(s.ms, s.counter, about, text), at + MINUTE_MS)
        await phone.sync(self._conn, at + 2 * MINUTE_MS)
        if is_scanned:
            card = (await newest_cards(self._conn, phone.account, phone.id))[VILLAGE]
            self._phones[STAFF].write(
                lambda s: CheckIn(s.ms, s.counter, place, VILLAGE, card.card, 0, project, b""),
                at + 3 * MINUTE_MS,
            )
            if person.place == BATH:
                self._pay(card.card, at + 3 * MINUTE_MS)

    def _pay(self, card: int, at: int) -> None:
        """One adult, at the rate that the bath gives to members."""
        place = self._places[BATH]
        yen = BATH_RATES.prices[0].resident or 0
        self._phones[STAFF].write(
            lambda s: Use(s.ms, s.counter, place, VILLAGE, card, [Party(1, 1)], yen), at
        )

    async def _lose_a_phone(self) -> None:
        account = account_of(LOST)
        number = await member_of(self._conn, account, VILLAGE)
        if number is not None:
            await revoke_cards_of_member(
                self._conn, self._keystore, VILLAGE, number, "電話をなくした(見本)", self._now
            )
