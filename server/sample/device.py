"""A phone of the sample village: its key is the server's, its log and its syncs are real ones."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import Entry
from schemas.sync import MAX_REPLY_KB, PROTOCOL_VERSION, SyncRequest
from server.accounts.devices import enrol_device
from server.app.problems import Refusal
from server.cards import cose
from server.cards.keystore import KeyStore
from server.replication.admission import arrived
from server.replication.intake import take_in
from sync.clock import Stamp, tick
from sync.log import EMPTY_HEAD, chain, device_id, encode_entry
from sync.message import decode_reply, encode_request, enrolment_bytes, read_request
from sync.packing import pack

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256 (FIPS 186-5)."""

Write = Callable[[Stamp], Entry]
"""Makes an entry, given its stamp."""


def sample_key(keystore: KeyStore, name: str) -> ec.EllipticCurvePrivateKey:
    """The key of an invented person's phone: the same at every call, and kept nowhere."""
    secret = keystore.mac(b"furusato-sample-device-v1\x00" + name.encode())
    return ec.derive_private_key(int.from_bytes(secret, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


class SampleDevice:
    """Used from its enrolment on, as long as the village is being built."""

    def __init__(self, keystore: KeyStore, account: str, name: str) -> None:
        self._keystore = keystore
        self._key = sample_key(keystore, name)
        self.account = account
        self.public_key = cose.compressed(self._key.public_key())
        self.id = device_id(self.public_key)
        self._challenge = self._cursor = b""
        self._stored, self._head = 0, EMPTY_HEAD
        self._unsent: list[bytes] = []
        self._stamp = Stamp(0, 0)

    @property
    def last(self) -> int:
        """The number of the newest entry."""
        return self._stored + len(self._unsent)

    @property
    def has_unsent(self) -> bool:
        return bool(self._unsent)

    def sign(self, message: bytes) -> bytes:
        return cose.sign_raw(self._key, message)

    async def enrol(self, conn: AsyncConnection, label: str, now: int) -> None:
        signature = self.sign(enrolment_bytes(self.account))
        _, self._challenge = await enrol_device(
            conn, self.account, self.public_key, signature, label, now
        )

    def write(self, make: Write, now: int) -> None:
        self._stamp = tick(self._stamp, now)
        self._unsent.append(encode_entry(make(self._stamp)))

    async def sync(self, conn: AsyncConnection, now: int) -> None:
        """One round trip; of what it is told it keeps only the cursor. Raises `Refusal`."""
        head = chain(self._head, self._unsent)
        request = SyncRequest(
            PROTOCOL_VERSION,
            self.id,
            self._stored + 1,
            pack(self._unsent),
            self._cursor,
            MAX_REPLY_KB,
            0,
        )
        data = encode_request(request, self._challenge, head, self.sign)
        upload = arrived(read_request(data), now)
        (answer,) = await take_in(conn, self._keystore, [upload], now)
        if isinstance(answer, Refusal):
            raise answer
        reply = decode_reply(answer)
        self._stored, self._head, self._unsent = reply.stored, head, []
        self._cursor, self._challenge = reply.cursor, reply.challenge
