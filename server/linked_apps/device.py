"""A linked app's log: what the app records is evidence as any other, appended by the server on the
app's behalf, signed and chained, so that verify, rebuild and every phone take it as they take all.

The key is the server's own, follows from the installation's and is kept nowhere.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import Entry
from schemas.sync import PROTOCOL_VERSION, SyncRequest
from server.accounts.devices import enrol_device
from server.accounts.tables import device
from server.app.clock import DAY_MS
from server.app.problems import Refusal
from server.cards import cose
from server.cards.keystore import KeyStore
from server.linked_apps.rules import RECORD_DAYS
from server.replication.admission import arrived
from server.replication.intake import take_in
from sync.log import chain, device_id, encode_entry
from sync.message import encode_request, enrolment_bytes, read_request
from sync.packing import pack

_CONTEXT = b"furusato-linked-app-device-v1\x00"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256 (FIPS 186-5)."""
_REPLY_KB = 1
"""The app is answered by the API; of what its log is told nothing is read."""


async def append(
    conn: AsyncConnection,
    keystore: KeyStore,
    app: str,
    author: str,
    entries: Sequence[Entry],
    now: int,
) -> tuple[bytes, int]:
    """Takes entries into the app's log; gives its device and the number of the first of them.

    The caller holds the app's row, so that one request at a time continues the log.
    """
    key = _key(keystore, app)
    public = cose.compressed(key.public_key())
    name = device_id(public)
    row = (await conn.execute(sa.select(device).where(device.c.id == name))).one_or_none()
    if row is None:
        signature = cose.sign_raw(key, enrolment_bytes(author))
        await enrol_device(conn, author, public, signature, app, now)
        row = (await conn.execute(sa.select(device).where(device.c.id == name))).one()
    # A phone's entries lie after those that it sent before: what its clock says is bounded by that.
    # An app states when things happened, late and in any order; what bounds it is `rules.may_be`.
    await conn.execute(
        device.update()
        .where(device.c.id == name)
        .values(anchor_ms=now - (RECORD_DAYS + 1) * DAY_MS)
    )
    raw = [encode_entry(entry) for entry in entries]
    request = SyncRequest(PROTOCOL_VERSION, name, row.stored + 1, pack(raw), b"", _REPLY_KB, 0)
    head = chain(row.head, raw)
    data = encode_request(request, row.challenge, head, lambda message: cose.sign_raw(key, message))
    (answer,) = await take_in(conn, keystore, [arrived(read_request(data), now)], now)
    if isinstance(answer, Refusal):
        raise answer
    return name, row.stored + 1


def _key(keystore: KeyStore, app: str) -> ec.EllipticCurvePrivateKey:
    secret = keystore.mac(_CONTEXT + app.encode())
    return ec.derive_private_key(int.from_bytes(secret, "big") % (_ORDER - 1) + 1, ec.SECP256R1())
