"""Who is told of a card: the phone that shows it, and the staff of its body."""

from schemas.feed import CardItem, RosterItem
from server.cards import credential
from server.cards.rules import IssuedCard
from server.replication.feeds import Publication, device_scope, pack, staff_scope
from sync.calendar import start_of

ROSTER_DAYS = 40
"""How long a one-day card that was scanned stays on the roster: as long as staff phones are told of
attendance."""
OVER_SECONDS = 2 * 86400
"""How long its phone goes on to be told of a one-day card that is over: clocks are off."""


def for_device(card: IssuedCard) -> list[Publication]:
    if card.device is None:  # on paper: nobody can tell it anything
        return []
    item = CardItem(
        version=card.version,
        body=card.body,
        card=card.card,
        not_before=credential.unpack(card.credential).claims.not_before,
        expires=card.expires,
        credential=card.credential,
        state=card.state,
    )
    name = f"card:{card.body}:{card.card}"
    until_ms = (card.expires + OVER_SECONDS) * 1000 if card.day else None
    return [Publication(device_scope(card.device), name, pack(item), until_ms=until_ms)]


def for_staff(card: IssuedCard, name: str) -> Publication:
    """A line of the roster (R04)."""
    item = RosterItem(
        version=card.version,
        body=card.body,
        card=card.card,
        member=card.member,
        tier=card.tier,
        name=name,
        state=card.state,
    )
    until_ms = start_of(card.day + ROSTER_DAYS) if card.day else None
    key = f"card:{card.card}"
    return Publication(staff_scope(card.body), key, pack(item), until_ms=until_ms)
