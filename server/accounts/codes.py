"""Codes that people read from paper and type in: recovery codes and one-time codes.

80 random bits in Crockford's base 32, which has no I, L, O or U. They cannot be guessed, so a
plain SHA-256 keeps them; a slow hash would protect nothing more.
"""

import hashlib
import unicodedata
from collections.abc import Callable

CODE_BYTES = 10
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")

Randomness = Callable[[int], bytes]
"""So many random bytes, fit for secrets."""


def make_code(random: Randomness) -> str:
    """A new code as it is shown: four groups of four."""
    number = int.from_bytes(random(CODE_BYTES), "big")
    digits = "".join(_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


def code_hash(typed: str) -> bytes:
    """What is stored of a code, the same for every way to type it.

    A Japanese keyboard may give full-width letters; hands give spaces, small letters and an O
    for a zero.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
    return hashlib.sha256(kept.translate(_READ_AS).encode()).digest()
