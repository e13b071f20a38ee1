"""What holds of projects and of those who apply: pure, each rule with its number (R20-R24)."""

import enum
from collections.abc import Iterable, Sequence

from msgspec import Struct

from schemas.feed import ApplicationState
from schemas.projects import ActivityState, Choosing, Ground
from sync.calendar import DAY_MS, start_of

MINUTE_MS = 60_000
SHOWN_DAYS = 90
"""How far ahead phones are told of occasions."""
MAX_SHOWN = 60
"""Occasions of one project that phones are told of at a time."""
ROSTER_DAYS = 14
"""How long after an occasion its roster stays in the feeds of staff."""
STANDING = (ApplicationState.APPLIED, ApplicationState.ACCEPTED, ApplicationState.WAITING)
"""Of an application that its holder may still withdraw."""

_GROUNDS = {
    Ground.PUBLIC: "公共性がある",
    Ground.COMMUNITY: "地域に貢献する",
    Ground.SHORTAGE: "担い手が足りない",
}


class By(enum.Enum):
    """Who moves a project on."""

    OFFICE = "office"
    PARTNER = "partner"
    """Designated project by project (R20, pattern 1)."""
    GENERAL = "general"
    """Designated as a whole (R20, pattern 2)."""


_S = ActivityState
_OFFICE = {
    _S.DRAFT: {_S.PUBLISHED, _S.CANCELLED},
    _S.SUBMITTED: {_S.PUBLISHED, _S.RETURNED},
    _S.RETURNED: {_S.PUBLISHED, _S.CANCELLED},
    _S.PUBLISHED: {_S.CLOSED, _S.CANCELLED},
    _S.CLOSED: {_S.PUBLISHED, _S.CANCELLED},
    _S.CANCELLED: set[ActivityState](),
}
_PARTNER = {
    _S.DRAFT: {_S.SUBMITTED, _S.CANCELLED},
    _S.SUBMITTED: {_S.DRAFT},
    _S.RETURNED: {_S.SUBMITTED, _S.CANCELLED},
    _S.PUBLISHED: {_S.CLOSED, _S.CANCELLED},
    _S.CLOSED: {_S.CANCELLED},
    _S.CANCELLED: set[ActivityState](),
}
_GENERAL = _PARTNER | {
    _S.DRAFT: {_S.PUBLISHED, _S.CANCELLED},
    _S.SUBMITTED: {_S.PUBLISHED, _S.DRAFT},
    _S.RETURNED: {_S.SUBMITTED, _S.CANCELLED},  # what the office refused, it must look at again
}
_MOVES = {By.OFFICE: _OFFICE, By.PARTNER: _PARTNER, By.GENERAL: _GENERAL}


def may_move(state: ActivityState, to: ActivityState, by: By) -> bool:
    """Whether a project may go from one state to another (R20)."""
    return to in _MOVES[by][state]


def needs_words(to: ActivityState, *, told: bool) -> bool:
    """Who is sent away is told why; a draft that nobody knows of may go without a word."""
    return to is ActivityState.RETURNED or (to is ActivityState.CANCELLED and told)


def basis_text(grounds: Iterable[Ground], words: str) -> str:
    """What a designation rests on, as it is recorded (R21); empty for nothing."""
    chosen = set(grounds)
    parts = [text for ground, text in _GROUNDS.items() if ground in chosen]
    return "。".join(filter(None, ("・".join(parts), words.strip())))


class Entrant(Struct, frozen=True):
    """An application to one occasion; `turn` is its place in the order of arrival."""

    id: int
    turn: int
    state: ApplicationState


def on_applying(entrants: Sequence[Entrant], capacity: int, choosing: Choosing) -> ApplicationState:
    """What becomes of a newcomer: order of arrival decides, unless the organiser does."""
    if choosing is Choosing.ORGANISER:
        return ApplicationState.APPLIED
    return _or_waiting(entrants, capacity)


def on_choosing(entrants: Sequence[Entrant], capacity: int, *, accept: bool) -> ApplicationState:
    """What the organiser's word makes of an application: never more people than there is room."""
    return _or_waiting(entrants, capacity) if accept else ApplicationState.DECLINED


def moving_up(entrants: Iterable[Entrant], capacity: int) -> list[int]:
    """Who of the waiting list is accepted now, the first first."""
    known = list(entrants)
    room = capacity - _count(known, ApplicationState.ACCEPTED)
    waiting = sorted(
        (one for one in known if one.state is ApplicationState.WAITING), key=lambda one: one.turn
    )
    return [one.id for one in waiting[: max(room, 0)]]


def ahead_of(entrants: Iterable[Entrant], turn: int) -> int:
    """How many of the waiting list come before a place in it."""
    return sum(one.state is ApplicationState.WAITING and one.turn < turn for one in entrants)


def _or_waiting(entrants: Sequence[Entrant], capacity: int) -> ApplicationState:
    full = _count(entrants, ApplicationState.ACCEPTED) >= capacity
    # Nobody passes those who wait, though a place may be free for the moment.
    if full or _count(entrants, ApplicationState.WAITING):
        return ApplicationState.WAITING
    return ApplicationState.ACCEPTED


def _count(entrants: Iterable[Entrant], state: ApplicationState) -> int:
    return sum(one.state is state for one in entrants)


class Time(Struct, frozen=True):
    """When an occasion is: minutes of its day."""

    day: int
    starts: int
    ends: int

    @property
    def starts_ms(self) -> int:
        return start_of(self.day) + self.starts * MINUTE_MS

    @property
    def ends_ms(self) -> int:
        return start_of(self.day) + self.ends * MINUTE_MS


def deadline_ms(time: Time, days: int) -> int:
    """Until when one may apply: its beginning, or the end of the day so many days before."""
    return start_of(time.day - days) + DAY_MS if days else time.starts_ms


class Hindrance(enum.Enum):
    """Why somebody cannot apply."""

    CLOSED = "closed"
    PAST = "past"
    DEADLINE = "deadline"
    AGE = "age"
    AGE_UNSAID = "age-unsaid"


def hindrance(
    *,
    state: ActivityState,
    cancelled: bool,
    time: Time,
    deadline_days: int,
    minimum_age: int,
    of_age_from: int | None,
    of_age: bool,
    now: int,
) -> Hindrance | None:
    """What stands in the way of an application, or None. `of_age_from`: the first day on which they
    are as old as is asked, if their age is proven; else their word, `of_age`, is taken."""
    if state is not ActivityState.PUBLISHED or cancelled:
        return Hindrance.CLOSED
    if now >= time.starts_ms:
        return Hindrance.PAST
    if now >= deadline_ms(time, deadline_days):
        return Hindrance.DEADLINE
    if minimum_age and of_age_from is not None and time.day < of_age_from:
        return Hindrance.AGE
    if minimum_age and of_age_from is None and not of_age:
        return Hindrance.AGE_UNSAID
    return None


def overlaps(one: Time, other: Time) -> bool:
    """Whether nobody can be at both."""
    return one.day == other.day and one.starts < other.ends and other.starts < one.ends


def shown_until(today: int) -> int:
    """The last day of which phones are told today."""
    return today + SHOWN_DAYS


def look_day(days: Sequence[int], today: int) -> int:
    """When a project's item must be told anew, because an occasion comes into view or there is none
    left; 0 for never. `days`: of its occasions that take place."""
    coming = sorted(day for day in days if day >= today)
    if not coming:
        return 0
    later = [day for day in coming if day > shown_until(today)]
    seen = [day for day in coming if day <= shown_until(today)]
    due = [later[0] - SHOWN_DAYS] if later else []
    # Those that are too many to be shown come into view as others are over.
    due += [seen[-1] + 1 if len(seen) <= MAX_SHOWN else seen[MAX_SHOWN // 2]] if seen else []
    return max(min(due), today + 1)
