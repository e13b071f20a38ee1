"""What is there when a run begins: two bodies, their places, their people and the people's phones.

Made once a process; server and phones are put back to it before each run.
"""

import hashlib
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from schemas.api import Facility, Price, Role, WritePlace, WriteProject
from schemas.feed import Period, PlaceKind
from schemas.sync import SIGN_ENROL_CONTEXT
from server.accounts.tables import account
from server.app.clock import DAY_MS
from server.app.problems import Refusal
from server.cards import cose
from server.office.facilities import set_facility
from server.office.places import make_place, place_of
from server.office.projects import make_project
from server.office.staff import join, open_office
from server.registry.members import registrations_of_all
from server.registry.registering import register
from sync.log import device_id
from tests.simulation.pipe import Phones
from tests.simulation.server import Server
from tests.support.installation import START_MS

VILLAGE, CITY = 294527, 292044
OPENED_MS = START_MS - 20 * DAY_MS
SYNCED_MS = START_MS - DAY_MS
"""When each phone last synced before a run begins."""

KEYS = 64
"""More than any run enrols."""


@dataclass(frozen=True)
class Phone:
    id: str
    account: str
    staff_of: int
    """A body, 0 for none."""


PHONES = (
    Phone("hana-1", "hana", 0),
    Phone("hana-2", "hana", 0),
    Phone("jiro", "jiro", 0),
    Phone("desk-1", "mori", VILLAGE),
    Phone("desk-2", "ueda", VILLAGE),
    Phone("city", "sato", CITY),
)
MEMBERS = {"hana": (VILLAGE, CITY), "jiro": (VILLAGE,), "mori": (VILLAGE,)}
"""Mori works at the desk and is a member too. Ueda and Sato are not."""


@dataclass(frozen=True)
class Place:
    id: int
    body: int
    code: bytes
    project: int
    """A designated project of the body."""


QUOTA = 2
RATES = Facility(prices=[Price("大人", 600, resident=300)], quota=QUOTA, period=Period.DAY)
"""Of every place, so that what two desks give to one member is often too much."""


@cache
def private_key(number: int) -> ec.EllipticCurvePrivateKey:
    """From the number alone, so that a device has the same name in every run of a seed."""
    seed = hashlib.sha256(b"furusato simulation key %d" % number).digest()
    return ec.derive_private_key(int.from_bytes(seed), ec.SECP256R1())


def key_texts() -> list[str]:
    return [
        private_key(number).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()).hex()
        for number in range(KEYS)
    ]


@cache
def public_key(number: int) -> bytes:
    return cose.compressed(private_key(number).public_key())


async def found_village(server: Server) -> list[Place]:
    """The bodies, their places and everyone's registrations and roles."""
    now = server.clock.now = OPENED_MS
    keystore = server.keystore
    places: list[Place] = []
    async with server.database.writing() as conn:
        for name in sorted({phone.account for phone in PHONES} | {"office"}):
            await conn.execute(account.insert().values(id=name, created_ms=now, last_access_ms=now))
        for body in (VILLAGE, CITY):
            await open_office(conn, keystore, "office", body, now)
            for name in ("湯", "館") if body == VILLAGE else ("駅",):
                wish = WritePlace(name=name, english="", kind=PlaceKind.BATH)
                made = await make_place(conn, keystore, body, wish, now)
                basis = WriteProject(
                    name="森", english="", place=made.id, designated=True, basis="担い手"
                )
                project = await make_project(conn, body, basis)
                facts = await place_of(conn, made.id)
                assert facts is not None
                places.append(Place(made.id, body, facts.token, project.id))
                await set_facility(conn, keystore, body, made.id, RATES, now)
        for member, bodies in MEMBERS.items():
            for body in bodies:
                await register(conn, keystore, member, body, True, now)
        for phone in PHONES:
            if phone.staff_of:
                await join(conn, phone.account, phone.staff_of, Role.STAFF, now)
    return places


async def enrol(server: Server, who: str, number: int) -> bytes:
    """The challenge for a phone that takes key `number` of the pool."""
    key = private_key(number)
    signature = cose.sign_raw(key, SIGN_ENROL_CONTEXT + who.encode())
    challenge = await server.enrol(who, public_key(number), signature)
    if isinstance(challenge, Refusal):
        raise challenge
    return challenge


async def begin_phone(
    server: Server, phones: Phones, phone: str, who: str, number: int, wall: int
) -> bytes:
    """A fresh phone: enrolled, empty, open. Gives the device's name."""
    challenge = await enrol(server, who, number)
    phones.send(
        "begin",
        phone=phone,
        account=who,
        key=number,
        challenge=challenge.hex(),
        rootKey=server.root_key.hex(),
    )
    assert phones.send("open", phone=phone, tab=f"{phone}.1", account=who, wall=wall).result
    return device_id(public_key(number))


async def numbers_of(server: Server) -> dict[tuple[str, int], int]:
    """Each member's number with each body."""
    async with server.database.reading() as conn:
        return {
            (who, registration.body): registration.number
            for who in MEMBERS
            for registration in (await registrations_of_all(conn, {who}))[who]
        }


async def make_world(server: Server, phones: Phones) -> list[Place]:
    """Everything up to where a run begins, kept as the template of server and phones."""
    phones.send("keys", keys=key_texts())
    phones.send("reset", keysUsed=0)
    places = await found_village(server)
    server.clock.now = SYNCED_MS
    for number, phone in enumerate(PHONES):
        await begin_phone(server, phones, phone.id, phone.account, number, SYNCED_MS)
    for _ in range(2):  # the second time the desks hear of the cards that the first one issued
        for phone in PHONES:
            where = {"phone": phone.id, "tab": f"{phone.id}.1"}
            answer = phones.send("sync", **where, wall=SYNCED_MS)
            while posts := [event for event in answer.events if event["on"] == "post"]:
                (post,) = posts
                reply = await server.post(bytes.fromhex(post["body"]), phone.id)
                assert reply.status == 200, reply
                answer = phones.send(
                    "reply",
                    phone=phone.id,
                    wall=SYNCED_MS,
                    wait=post["wait"],
                    status=reply.status,
                    type=reply.type,
                    body=reply.body.hex(),
                )
            assert answer.events[-1]["outcome"]["kind"] == "done", answer.events
    for phone in PHONES:
        phones.send("kill", phone=phone.id)
        phones.send("save", phone=phone.id, **{"as": f"template {phone.id}"})
    server.make_template()
    return places
