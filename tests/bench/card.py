"""The sizes of what a card shows, and of the lists that say which cards were taken back."""

import hashlib
import random

import segno
from cryptography.hazmat.primitives.asymmetric import ec

from schemas.feed import Tier
from server.cards import cose, credential, presentation, status_delta, status_list
from server.cards.trust_list import TrustedKey, TrustList
from tests.bench.registry import AT_MOST, Budget, bench

NOW = 1_800_000_000
BODY = 294527
CARDS = 100_000


@bench(
    Budget("card.credential_bytes", "B", AT_MOST, 129, "packed, as a phone stores it"),
    Budget("card.presentation_bytes", "B", AT_MOST, 198, "what a live code carries"),
    Budget("card.presentation_chars", "", AT_MOST, 301, "its text in the alphanumeric mode"),
    Budget("card.qr_version", "", AT_MOST, 10, "live presentation at error level M"),
    Budget("card.qr_version_low", "", AT_MOST, 9, "the same at error level L"),
)
def card_sizes() -> dict[str, float]:
    """A card as the server issues it, shown as a phone shows it."""
    issuer = ec.generate_private_key(ec.SECP256R1())
    holder = ec.generate_private_key(ec.SECP256R1())
    not_before, expires = credential.validity(NOW, 28 * 86_400)
    claims = credential.Claims(
        body=BODY,
        pseudonym=hashlib.sha256(b"member").digest()[:16],
        tier=Tier.BASIC,
        long_stay=False,
        not_before=not_before,
        expires=expires,
        index=1234,
        holder=cose.compressed(holder.public_key()),
    )
    kid = cose.key_id(cose.compressed(issuer.public_key()))
    packed = credential.issue(claims, kid, lambda message: cose.sign_raw(issuer, message))
    text = presentation.present(packed, NOW // 30, lambda message: cose.sign_raw(holder, message))
    medium = segno.make(text, error="M", boost_error=False, micro=False)
    low = segno.make(text, error="L", boost_error=False, micro=False)
    return {
        "card.credential_bytes": len(packed),
        "card.presentation_bytes": len(packed) + presentation.PROOF_BYTES,
        "card.presentation_chars": len(text),
        "card.qr_version": float(int(medium.version)),
        "card.qr_version_low": float(int(low.version)),
    }


@bench(
    Budget("status.100000_cards_bytes", "B", AT_MOST, 600, "a whole list, 0.1 % taken back"),
    Budget("status.100000_cards_1pct_bytes", "B", AT_MOST, 3000, "a whole list, 1 % taken back"),
    Budget("status.delta_bytes", "B", AT_MOST, 250, "10 more of 100,000 taken back"),
    Budget("status.delta_100_bytes", "B", AT_MOST, 600, "100 more of 100,000 taken back"),
    Budget("status.refresh_bytes", "B", AT_MOST, 220, "a new date, nothing taken back"),
)
def status_sizes() -> dict[str, float]:
    """Lists and deltas as they are signed, read back by the verifier. Cards anywhere at random."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = cose.compressed(key.public_key())
    kid = cose.key_id(public)
    trust = TrustList(NOW, (TrustedKey(BODY, kid, public, NOW - 86_400, NOW + 86_400),))
    drawn = random.Random(20).sample(range(CARDS), CARDS // 100)  # noqa: S311  # the same each run

    def bits(revoked: int) -> bytes:
        return status_list.bits_of(drawn[:revoked], CARDS)

    def sign(message: bytes) -> bytes:
        return cose.sign_raw(key, message)

    def whole(revoked: int) -> bytes:
        return status_list.issue(BODY, bits(revoked), NOW, kid, sign)

    def delta(revoked: int) -> bytes:
        base = status_list.verify(whole(100), BODY, trust)
        made = status_delta.issue(base, bits(revoked), NOW + 60, kid, sign)
        found = status_delta.advance(base, status_delta.verify(made, BODY, trust))
        if found.bits != bits(revoked):
            raise ValueError("the delta does not make the list that it was made for")
        return made

    return {
        "status.100000_cards_bytes": len(whole(100)),
        "status.100000_cards_1pct_bytes": len(whole(1000)),
        "status.delta_bytes": len(delta(110)),
        "status.delta_100_bytes": len(delta(200)),
        "status.refresh_bytes": len(delta(100)),
    }
