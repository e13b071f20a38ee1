"""What the scheme's rules know of a person, and what they say: values alone, alike on the phone and
on the server. Days are counted from 1970-01-01 in Asia/Tokyo; 0 is for none, unless it says
otherwise."""

import enum

from msgspec import Struct

from schemas.feed import Tier
from schemas.policy import ConditionKind


class ActivityDay(Struct, frozen=True, order=True):
    """A day on which somebody took part in a designated project, by evidence that counts."""

    day: int
    project: int


class History(Struct, frozen=True):
    """What counts of a person's history with one body (R10, R11): each list in order and
    without repetition, so that what an evaluation costs does not grow with it."""

    activities: list[ActivityDay] = []
    stays: list[int] = []
    voided: list[ActivityDay] = []
    """Activities that would count, were they not void: they go on holding a run of days together,
    so that a void never adds to a count (R10, R27)."""


class Finding(enum.StrEnum):
    """What the system found, which waits for a member of staff (R31)."""

    GRANT = "grant"
    RENEWAL = "renewal"
    ENDING = "ending"


class Held(Struct, frozen=True):
    """A registration that stands.

    `premium_until`: the last day of premium by the body's own grant; a prefecture's premium that
    the link brought (R02) has none. `linked`: the link brought the registration. `pending`: what
    waits for staff; a renewal that waits although the tier is basic rests on late evidence.
    `asked`: the day of the intent check that nobody answered yet (R32). `lapsed`: the last day of a
    premium that ended for want of evidence, while late evidence can still restore it.
    """

    body: int
    tier: Tier = Tier.BASIC
    linked: bool = False
    long_stay: bool = False
    premium_until: int = 0
    pending: Finding | None = None
    asked: int = 0
    lapsed: int = 0
    programmes: list[int] = []


class Person(Struct, frozen=True):
    """A person, as far as the rules ask. Without a proof of identity nothing of it is known (R13).

    `home`: the municipality of residence, 0 where the proof did not tell. `birth_day` may be
    negative. `guardian`: a guardian consents (R17). `refused`: prefectures whose link the person
    does not want (R03). `last_access`: the day on which they were last here (R32).
    """

    proven: bool = False
    home: int = 0
    birth_day: int = 0
    guardian: bool = False
    refused: list[int] = []
    last_access: int = 0
    held: list[Held] = []


class ChangeKind(enum.StrEnum):
    """What a decision does (R18)."""

    GRANT = "grant"
    """A registration begins, or begins again."""
    MAKE_DIRECT = "make-direct"
    """A prefecture's registration that came by the link is the person's own wish from now on."""
    END = "end"
    REFUSE_LINK = "refuse-link"
    ALLOW_LINK = "allow-link"
    PREMIUM = "premium"
    """Basic becomes premium."""
    RENEW = "renew"
    """Premium goes on."""
    LAPSE = "lapse"
    """Premium becomes basic; nothing of the history is lost (R33)."""
    REFUSE = "refuse"
    """An application is not granted."""
    PROPOSE = "propose"
    """The system's finding waits for a member of staff (R31)."""
    MARK = "mark"
    """The card bears the long-stay mark (R11)."""
    UNMARK = "unmark"
    ASK = "ask"
    """R32: whether the member wishes to stay."""
    STAY = "stay"
    """The member wishes to stay, or was here."""


class Reason(enum.StrEnum):
    """Why (R18): a word for the record, told to the member in their language."""

    APPLIED = "applied"
    WITH_MUNICIPALITY = "with-municipality"
    LEFT = "left"
    LINK_REFUSED = "link-refused"
    LINK_ALLOWED = "link-allowed"
    LEFT_PREFECTURE = "left-prefecture"
    NO_MUNICIPALITY_LEFT = "no-municipality-left"
    REQUIREMENT_MET = "requirement-met"
    REQUIREMENT_MISSED = "requirement-missed"
    LATE_EVIDENCE = "late-evidence"
    """Evidence that arrived later shows that the requirement had been met in time."""
    NOT_REGISTERED = "not-registered"
    NOT_PROVEN = "not-proven"
    AT_HOME = "at-home"
    NO_GUARDIAN = "no-guardian"
    THREE_BODIES = "three-bodies"
    ALREADY = "already"
    """Premium already, and it is too early to renew; or an application or a renewal waits."""
    MUNICIPALITY_PREMIUM = "municipality-premium"
    MUNICIPALITY_BASIC = "municipality-basic"
    STAYED = "stayed"
    STAYED_TOO_LITTLE = "stayed-too-little"
    ONLY_PREMIUM = "only-premium"
    """The body lets the long-stay mark stand on premium cards alone (R11)."""
    INACTIVE = "inactive"
    NO_ANSWER = "no-answer"
    SEEN = "seen"
    STAFF = "staff"
    """A member of staff decided otherwise than the system found; the decision holds their words."""
    BROUGHT_IN = "brought-in"
    """With a list of members that the body kept before (R61)."""
    MERGED = "merged"
    """The person had registered twice: the other registration goes on."""


class Change(Struct, frozen=True):
    """One step, with the rule that it rests on and the day on which it takes effect. `until`: of
    premium, its last day. `linked` is meant for a grant."""

    kind: ChangeKind
    body: int
    rule: str
    reason: Reason
    day: int
    until: int = 0
    linked: bool = False
    finding: Finding | None = None


class ConditionState(Struct, frozen=True):
    """How far one condition is met. `until`: the last day on which it is still met with nothing
    more. `by`: until when what is missing must be added, before what is there begins to count no
    longer. 0 for both: no such day."""

    kind: ConditionKind
    needed: int
    have: int
    met: bool
    until: int
    by: int


class Progress(Struct, frozen=True):
    """How far a requirement is met on a day, by the list of conditions that is met longest, or else
    nearest: `group` is its place. `until` and `by` as of its conditions together."""

    met: bool
    group: int
    conditions: list[ConditionState]
    until: int
    by: int


class Standing(Struct, frozen=True):
    """One registration as the member is shown it, offline too.

    `hindrances`: what stands in the way of premium, in the order in which it is best seen to;
    empty: an application would be granted or put before staff, unless one waits already or premium
    is not yet to be renewed. `renewable`: premium that may be
    renewed today. `next_until`: the last day of premium if it were granted or renewed today.
    `stay_days`: within the year up to today, of `stay_needed` for the mark.
    """

    tier: Tier
    premium_until: int
    hindrances: list[Reason]
    renewable: bool
    next_until: int
    progress: Progress
    stay_days: int
    stay_needed: int
    long_stay: bool
