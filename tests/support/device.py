"""A phone in Python: a key, a log, and a replica of what it was told.

    phone = await make_device(member.browser, member.account)
    phone.append(Note(clock(), 0, about, "雪かき"))
    await phone.sync()                # until both sides have everything
    phone.member_views()              # what its screen shows

`post` and `request` send what an honest phone never would.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes

from schemas.entries import CheckIn, Entry, EntryRef, Use
from schemas.feed import (
    ActivityItem,
    ApplicationItem,
    AttendeeItem,
    BenefitItem,
    CardItem,
    ConfirmationItem,
    DecisionItem,
    DisasterItem,
    EvacueeItem,
    FacilityItem,
    FactItem,
    FeedItem,
    KioskItem,
    NoticeItem,
    PersonItem,
    PlaceItem,
    PolicyItem,
    ProgrammeItem,
    ProjectItem,
    RegistrationItem,
    RosterItem,
    RulingItem,
    ScannerItem,
    SubsidyItem,
    TrustItem,
)
from schemas.problems import Problem, ProblemCode
from schemas.rulings import Ruling
from schemas.sync import SYNC_MEDIA_TYPE, SyncReply, SyncRequest
from schemas.views import AttendanceRow, Fact, MemberViews, UseView
from sync.log import EMPTY_HEAD, chain, encode_entry
from sync.merge import join_facts, join_rulings, ref_of
from sync.message import decode_item, decode_reply, encode_request
from sync.packing import pack
from sync.uses import uses
from sync.views import attendance, member_views
from tests.support.authenticator import EnrolledDevice, SignedUp, enrol

PROBLEM = msgspec.json.Decoder(Problem)
MAX_ROUNDS = 500


class Refused(Exception):
    """The server's problem document, as the answer to a sync."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code, problem.detail)
        self.problem = problem


@dataclass
class Device:
    """Nothing here is automatic but what `sync` does; a test may change any field."""

    client: httpx.AsyncClient
    enrolled: EnrolledDevice
    challenge: bytes
    log: list[bytes] = field(default_factory=list)
    stored: int = 0
    cursor: bytes = b""
    older: int = 0
    """History from before this was left out."""
    items: dict[tuple[object, ...], FeedItem] = field(default_factory=dict)
    told: list[FeedItem] = field(default_factory=list)
    """Everything that replies brought, in order."""
    _chained: tuple[int, bytes] = (1, EMPTY_HEAD)
    """The head before the entry of a number."""

    @property
    def id(self) -> bytes:
        return self.enrolled.id

    def append(self, entry: Entry) -> EntryRef:
        return self.append_bytes(encode_entry(entry))

    def append_bytes(self, data: bytes) -> EntryRef:
        self.log.append(data)
        return EntryRef(self.id, len(self.log))

    def ref(self, seq: int) -> EntryRef:
        return EntryRef(self.id, seq)

    def request(
        self,
        *,
        first: int | None = None,
        entries: Sequence[bytes] | None = None,
        max_kb: int = 1024,
        head: bytes | None = None,
        challenge: bytes | None = None,
        older: int = 0,
        version: int = 1,
    ) -> bytes:
        """The HTTP body for what is unsent, or for anything else."""
        begin = self.stored + 1 if first is None else first
        carried = self.log[begin - 1 :][:1000] if entries is None else list(entries)
        before = self._head_before(begin)
        message = SyncRequest(version, self.id, begin, pack(carried), self.cursor, max_kb, older)
        return encode_request(
            message,
            self.challenge if challenge is None else challenge,
            chain(before, carried) if head is None else head,
            self.enrolled.sign,
        )

    def _head_before(self, seq: int) -> bytes:
        """Hashed on from where the last request began: a log of a million is not gone through."""
        known, head = self._chained
        if known > min(seq, self.stored + 1):  # what is not acknowledged a test may still change
            known, head = 1, EMPTY_HEAD
        return chain(head, self.log[known - 1 : seq - 1])

    async def post(self, body: bytes, media_type: str = SYNC_MEDIA_TYPE) -> httpx.Response:
        return await self.client.post(
            "/api/sync", content=body, headers={"Content-Type": media_type}
        )

    async def exchange(self, *, max_kb: int = 1024) -> SyncReply:
        """One round trip, with one more to sign again. Raises `Refused`."""
        answer = await self.post(self.request(max_kb=max_kb))
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            problem = PROBLEM.decode(answer.content)
            if problem.code is ProblemCode.STALE_CHALLENGE and problem.challenge:
                self.challenge = base64url_to_bytes(problem.challenge)
                answer = await self.post(self.request(max_kb=max_kb))
        return self.take(answer)

    def take(self, answer: httpx.Response) -> SyncReply:
        """Applies an answer. Raises `Refused`."""
        if answer.status_code != httpx.codes.OK:
            raise Refused(PROBLEM.decode(answer.content))
        assert answer.headers["content-type"] == SYNC_MEDIA_TYPE
        return self.take_bytes(answer.content)

    def take_bytes(self, data: bytes) -> SyncReply:
        """Applies a reply."""
        reply = decode_reply(data)
        if len(self.log) >= reply.stored > self._chained[0]:
            self._chained = reply.stored + 1, self._head_before(reply.stored + 1)
        self.stored, self.cursor = reply.stored, reply.cursor
        self.challenge = reply.challenge
        self.older = reply.older or self.older
        for raw in reply.items:
            item = decode_item(raw)
            assert item is not None
            self.told.append(item)
            known = self.items.get(_name(item))
            if known is None or item.version >= known.version:
                self.items[_name(item)] = item
        return reply

    async def recall(self) -> int:
        """Asks for all history that was left out; tells how many round trips that took."""
        rounds = 0
        while self.older:
            rounds += 1
            reply = self.take(await self.post(self.request(older=self.older)))
            if not reply.more:
                self.older = reply.older
        return rounds

    async def sync(self, *, max_kb: int = 1024) -> int:
        """Until nothing is left on either side; tells how many round trips that took."""
        for rounds in range(1, MAX_ROUNDS):
            reply = await self.exchange(max_kb=max_kb)
            if not reply.more and self.stored >= len(self.log):
                return rounds
        raise AssertionError("the sync does not come to an end")

    # -- what the phone shows -----------------------------------------------------------------

    @property
    def facts(self) -> list[Fact]:
        members = {body: item.member for body, item in self.registrations.items()}
        places = self.places
        own = []
        for seq, data in enumerate(self.log, 1):
            try:
                entry = msgspec.msgpack.decode(data, type=Entry)
            except msgspec.MsgspecError:
                continue
            body = places.get(getattr(entry, "place", 0), 0)
            mine = not isinstance(entry, CheckIn | Use)
            own.append(Fact(self.id, seq, body, members.get(body, 0) if mine else 0, mine, entry))
        told = [
            Fact(item.device, item.seq, item.body, item.member, item.member == 0, item.entry)
            for item in self.told
            if isinstance(item, FactItem)
        ]
        return list(join_facts(own, told).values())

    @property
    def rulings(self) -> dict[EntryRef, Ruling]:
        return join_rulings(item.ruling for item in self.told if isinstance(item, RulingItem))

    @property
    def places(self) -> dict[int, int]:
        return {
            item.place: item.body for item in self.items.values() if isinstance(item, PlaceItem)
        }

    @property
    def cards(self) -> dict[int, CardItem]:
        """By body; one-day cards apart."""
        return {item.body: item for item in self._cards if not _is_of_a_day(item)}

    @property
    def day_cards(self) -> list[CardItem]:
        """The next one first."""
        days = [item for item in self._cards if _is_of_a_day(item)]
        return sorted(days, key=lambda item: item.not_before)

    @property
    def _cards(self) -> list[CardItem]:
        return [item for item in self.items.values() if isinstance(item, CardItem)]

    @property
    def registrations(self) -> dict[int, RegistrationItem]:
        """By body."""
        return {
            item.body: item for item in self.items.values() if isinstance(item, RegistrationItem)
        }

    @property
    def roster(self) -> dict[tuple[int, int], RosterItem]:
        return {
            (item.body, item.card): item
            for item in self.items.values()
            if isinstance(item, RosterItem)
        }

    @property
    def told_facts(self) -> dict[EntryRef, FactItem]:
        return {
            EntryRef(item.device, item.seq): item
            for item in self.told
            if isinstance(item, FactItem)
        }

    def member_views(self) -> MemberViews:
        designated = {
            item.project
            for item in self.items.values()
            if isinstance(item, ProjectItem) and item.designated
        }
        return member_views(self.facts, self.rulings, self.places, designated)

    def attendance(self, place: int, day: int) -> list[AttendanceRow]:
        roster = {key: item.member for key, item in self.roster.items()}
        return attendance(self.facts, self.rulings, roster, place, day)

    def uses(self) -> list[UseView]:
        """Uses of facilities' rates, as a desk or the member's own phone shows them."""
        roster = {key: item.member for key, item in self.roster.items()}
        quotas = {
            item.place: (item.quota, int(item.period))
            for item in self.items.values()
            if isinstance(item, FacilityItem)
        }
        return uses(self.facts, self.rulings, roster, quotas)

    def ruling(self, seq: int) -> Ruling | None:
        """What the phone was told of one of its own entries."""
        return self.rulings.get(self.ref(seq))


async def make_device(
    client: httpx.AsyncClient,
    account: str | SignedUp,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> Device:
    """Enrols a new phone of the account that the client is signed in as."""
    enrolled = await enrol(client, account, key)
    return Device(client, enrolled, enrolled.challenge)


def _is_of_a_day(card: CardItem) -> bool:
    """As `schemas/credential.md` tells them apart."""
    return card.expires - card.not_before < 2 * 86400


_NAMED_BY: dict[type[FeedItem], tuple[str, ...]] = {
    FactItem: ("device", "seq"),
    PlaceItem: ("place",),
    FacilityItem: ("place",),
    KioskItem: ("place",),
    ProjectItem: ("project",),
    CardItem: ("body", "card"),
    RosterItem: ("body", "card"),
    TrustItem: (),
    PersonItem: (),
    PolicyItem: ("body", "from_day"),
    ProgrammeItem: ("programme",),
    DecisionItem: ("decision",),
    NoticeItem: ("notice",),
    ConfirmationItem: ("device", "seq"),
    ActivityItem: ("project",),
    ApplicationItem: ("application",),
    AttendeeItem: ("application",),
    ScannerItem: ("partner",),
    BenefitItem: ("benefit",),
    SubsidyItem: ("application",),
    DisasterItem: ("disaster",),
    EvacueeItem: ("disaster", "member"),
}
"""What an item describes, where it is not its body alone."""


def _name(item: FeedItem) -> tuple[object, ...]:
    """Of two items with the same name the newer stands."""
    if isinstance(item, RulingItem):
        return (RulingItem, ref_of(item.ruling))
    fields = _NAMED_BY.get(type(item), ("body",))
    return (type(item), *(getattr(item, field) for field in fields))
