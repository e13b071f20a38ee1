"""How a key stands, and how a person tells it from another: decisions without IO."""

import enum
import hashlib
from collections.abc import Iterable, Sequence

from server.cards.keystore import KeyInfo, age


class KeyState(enum.Enum):
    IN_FORCE = enum.auto()
    """It signs now."""
    OVERLAPPING = enum.auto()
    """A newer one signs; what this one signed still counts."""
    FUTURE = enum.auto()
    RUN_OUT = enum.auto()
    WITHDRAWN = enum.auto()
    LOST = enum.auto()
    """The private half is missing; what it signed still counts."""


def state_of(key: KeyInfo, keys: Iterable[KeyInfo], now: int) -> KeyState:
    """The state of one of all `keys` at Unix second `now`."""
    if key.withdrawn is not None:
        return KeyState.WITHDRAWN
    if key.expires <= now:
        return KeyState.RUN_OUT
    if key.lost:
        return KeyState.LOST
    if now < key.not_before:
        return KeyState.FUTURE
    signing = max((k for k in keys if k.body == key.body and _signs(k, now)), key=age)
    return KeyState.IN_FORCE if key == signing else KeyState.OVERLAPPING


def lost_keys(keys: Iterable[KeyInfo], now: int) -> list[KeyInfo]:
    """Those whose private half should be here."""
    return [k for k in keys if k.lost and k.withdrawn is None and now < k.expires]


def without_key(keys: Sequence[KeyInfo], now: int) -> list[int]:
    """Whoever once had a key, and has none now to sign with."""
    signing = {key.body for key in keys if _signs(key, now)}
    return sorted({key.body for key in keys} - signing)


def fingerprint(key: KeyInfo) -> str:
    """SHA-256 of the compressed public key, in groups to be read out. It begins with the id."""
    digest = hashlib.sha256(key.public_key).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _signs(key: KeyInfo, now: int) -> bool:
    return key.usable and key.not_before <= now < key.expires
