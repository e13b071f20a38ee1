"""A body's status list as one of its staff's phones knows it, from what the feed told."""

from collections.abc import Iterable

from schemas.feed import FeedItem, StatusDeltaItem, StatusItem
from server.cards import status_delta, status_list
from server.cards.status_list import StatusList
from server.cards.trust_list import TrustList


def known_status(items: Iterable[FeedItem], body: int, trust: TrustList) -> StatusList:
    """The list that stands, as its delta has it. Raises `StatusListError` where one is not good."""
    known = [item for item in items if isinstance(item, StatusItem | StatusDeltaItem)]
    whole = [item for item in known if isinstance(item, StatusItem) and item.body == body]
    deltas = [item for item in known if isinstance(item, StatusDeltaItem) and item.body == body]
    (found,) = (status_list.verify(item.signed, body, trust) for item in whole)
    for item in deltas:
        found = status_delta.advance(found, status_delta.verify(item.signed, body, trust))
    return found
