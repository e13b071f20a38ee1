"""The size of a live presentation."""

import hashlib

import segno
from cryptography.hazmat.primitives.asymmetric import ec

from schemas.feed import Tier
from server.cards import cose, credential, presentation
from tests.bench.registry import AT_MOST, Budget, bench

NOW = 1_800_000_000


@bench(Budget("card.qr_version", "", AT_MOST, 10, "live presentation at error level M"))
def qr_version() -> dict[str, float]:
    """A card as the server issues it, shown as a phone shows it, at error level M."""
    issuer = ec.generate_private_key(ec.SECP256R1())
    holder = ec.generate_private_key(ec.SECP256R1())
    not_before, expires = credential.validity(NOW, 28 * 86_400)
    claims = credential.Claims(
        body=294527,
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
    code = segno.make(text, error="M", boost_error=False, micro=False)
    return {"card.qr_version": float(int(code.version))}
