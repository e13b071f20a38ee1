"""Cards to try the scanner with: one for each answer that it gives, made at this moment."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import SampleCard
from schemas.feed import CardState
from server.accounts.devices import enrol_device
from server.cards import cose, credential
from server.cards.issue import issue_due, newest_cards, revoke_cards_of_member
from server.cards.keystore import KeyStore, signer
from server.cards.lists import signing_key
from server.cards.presentation import STEP_SECONDS, present, printed_text
from server.cards.printed import card_to_print, make_printed, printed_cards
from server.cards.rules import IssuedCard
from server.registry.members import registration_held
from server.sample.device import sample_key
from server.sample.village import LAPSED, LOST, ON_PAPER, PREFECTURE, SHOWN, VILLAGE, account_of
from sync.log import device_id
from sync.message import enrolment_bytes

_DAY = 86400
_STALE_STEPS = 20
"""Ten minutes: well outside what two offline clocks may differ."""


class _Phone:
    """The phone of an invented person, as far as showing a card goes."""

    def __init__(self, keystore: KeyStore, person: str, name: str = "") -> None:
        self.account = account_of(person)
        self._key = sample_key(keystore, name or self.account)
        self.public_key = cose.compressed(self._key.public_key())
        self.id = device_id(self.public_key)

    def sign(self, message: bytes) -> bytes:
        return cose.sign_raw(self._key, message)

    def show(self, packed: bytes, step: int) -> str:
        return present(packed, step, self.sign)


async def sample_cards(conn: AsyncConnection, keystore: KeyStore, now: int) -> list[SampleCard]:
    """Texts of QR codes; the live ones must be asked for anew every half minute."""
    step = now // 1000 // STEP_SECONDS
    phone, lapsed = _Phone(keystore, SHOWN), _Phone(keystore, LAPSED)
    await issue_due(conn, keystore, [(phone.account, phone.id)], now)
    held = await newest_cards(conn, phone.account, phone.id)
    valid = held[VILLAGE].credential
    expired = (await newest_cards(conn, lapsed.account, lapsed.id))[VILLAGE]
    lost, revoked = await _revoked_card(conn, keystore, now)
    later = await _card_of_tomorrow(conn, keystore, valid, now)
    return [
        SampleCard("有効な登録証", "A valid card", phone.show(valid, step)),
        SampleCard("期限切れ", "Expired", lapsed.show(expired.credential, step)),
        SampleCard(
            "取り消し済み(電話をなくした)",
            "Revoked: the phone was lost",
            lost.show(revoked.credential, step),
        ),
        SampleCard(
            "県の登録証(ほかの団体)",
            "The prefecture's card: another body's",
            phone.show(held[PREFECTURE].credential, step),
        ),
        SampleCard(
            "画面の写真(10分前)",
            "A picture of the screen, ten minutes old",
            phone.show(valid, step - _STALE_STEPS),
        ),
        SampleCard("明日から有効", "Valid from tomorrow", phone.show(later, step)),
        SampleCard(
            "知らない発行者",
            "From an unknown issuer",
            phone.show(_card_of_a_stranger(keystore, valid), step),
        ),
        SampleCard("ほかのQRコード", "Some other QR code", "https://example.com/"),
        SampleCard("紙のカード", "A card on paper", await _card_on_paper(conn, keystore, now)),
    ]


async def _card_on_paper(conn: AsyncConnection, keystore: KeyStore, now: int) -> str:
    """The printed card of somebody who comes with that alone; another once it ran out."""
    held = await registration_held(conn, account_of(ON_PAPER), VILLAGE)
    if held is None:
        raise LookupError(ON_PAPER)
    for card in await printed_cards(conn, VILLAGE, held.number):
        if card.state is CardState.ACTIVE and card.expires > now // 1000:
            break
    else:
        card = await make_printed(conn, keystore, held, held.account, None, now)
    found = await card_to_print(conn, VILLAGE, held.number, card.card, now)
    return printed_text(found.credential)


async def _revoked_card(
    conn: AsyncConnection, keystore: KeyStore, now: int
) -> tuple[_Phone, IssuedCard]:
    """The card on the phone that was lost; once that ran out, one on another phone that was."""
    phone = _Phone(keystore, LOST)
    card = (await newest_cards(conn, phone.account, phone.id))[VILLAGE]
    if card.expires > now // 1000:
        return phone, card
    # A phone for each fortnight, so that its card is always in its 28 days.
    name = f"{phone.account}-{now // 1000 // (14 * _DAY)}"
    phone = _Phone(keystore, LOST, name)
    known = (await newest_cards(conn, phone.account, phone.id)).get(VILLAGE)
    if known is not None and known.state is CardState.REVOKED:
        return phone, known
    signature = phone.sign(enrolment_bytes(phone.account))
    await enrol_device(conn, phone.account, phone.public_key, signature, "", now)
    await issue_due(conn, keystore, [(phone.account, phone.id)], now)
    await revoke_cards_of_member(conn, keystore, VILLAGE, card.member, "電話をなくした(見本)", now)
    return phone, (await newest_cards(conn, phone.account, phone.id))[VILLAGE]


async def _card_of_tomorrow(
    conn: AsyncConnection, keystore: KeyStore, packed: bytes, now: int
) -> bytes:
    not_before, expires = credential.validity(now // 1000 + _DAY, _DAY)
    claims = replace(credential.unpack(packed).claims, not_before=not_before, expires=expires)
    key = await signing_key(conn, keystore, VILLAGE, now)
    return credential.issue(claims, key.kid, signer(keystore, key))


def _card_of_a_stranger(keystore: KeyStore, packed: bytes) -> bytes:
    """The same claims under a key that no trust list holds."""
    key = sample_key(keystore, "stranger")
    kid = cose.key_id(cose.compressed(key.public_key()))
    return credential.issue(
        credential.unpack(packed).claims, kid, lambda message: cose.sign_raw(key, message)
    )
