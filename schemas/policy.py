"""A body's own rules within the scheme's (R06), as data: a JSON document that its office edits.

A policy is never changed: the next one takes its place from a day on, so that what was decided
under it can always be understood. Days are counted from 1970-01-01 in Asia/Tokyo; lengths of time
are calendar months or days.
"""

import enum
from typing import Annotated

from msgspec import Meta, Struct, field

from schemas.entries import Source
from schemas.feed import Tier
from schemas.scalars import RowId


class ConditionKind(enum.StrEnum):
    """What can be asked of somebody who wants to be premium (R09)."""

    ACTIVITIES = "activities"
    """So many designated activities, counted as the policy says (R10)."""
    PROJECTS = "projects"
    """The same, of the projects named alone: a kind of activity."""
    STAY_DAYS = "stay-days"
    """So many days in the body's area (R11)."""
    RESIDENCE = "residence"
    """Lives in one of the bodies named; a prefecture stands for every municipality in it."""
    PROGRAMME = "programme"
    """Belongs to one of the body's programmes named."""


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing asked. `count` and `months` are meant for what is counted: at least so many within
    so many calendar months up to the day on which it is asked. `of`: projects, bodies or
    programmes. `excluded`: of residence and programmes, that it must not be one of them."""

    kind: ConditionKind
    count: Annotated[int, Meta(ge=1, le=366)] = 1
    months: Annotated[int, Meta(ge=1, le=36)] = 12
    of: Annotated[list[RowId], Meta(max_length=50)] = []
    excluded: bool = False


Conditions = Annotated[list[Condition], Meta(min_length=1, max_length=10)]
"""All of them are asked."""


class Automation(enum.StrEnum):
    """Who decides once the system has found something (R31)."""

    SYSTEM = "system"
    STAFF = "staff"


class Validity(Struct, frozen=True, forbid_unknown_fields=True):
    """How long premium lasts for members of a programme (P12)."""

    programme: RowId
    months: Annotated[int, Meta(ge=1, le=60)]


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a body decides on its tiers. The defaults are the scheme's."""

    premium: Annotated[list[Conditions], Meta(min_length=1, max_length=10)] = field(
        default_factory=lambda: [[Condition(ConditionKind.ACTIVITIES, count=3)]]
    )
    """R09: one of these lists must be met in whole; at first three activities in a year."""
    consecutive_days: bool = True
    """R10: each day of a run of days counts. Off, the run counts as one."""
    per_project: bool = False
    """R10: an activity counts once a project and day, not once a day."""
    weakest: Source = Source.PRINTED_CODE
    """R26: evidence weaker than this waits for staff."""
    long_stay_days: Annotated[int, Meta(ge=1, le=366)] = 10
    """R11: stay days in a year, from which on the card bears the mark."""
    long_stay_tier: Tier = Tier.PREMIUM
    """R11: the tier from which on the mark may stand."""
    valid_months: Annotated[int, Meta(ge=1, le=60)] = 12
    """R15: how long premium lasts."""
    validities: Annotated[list[Validity], Meta(max_length=10)] = []
    """The first that fits takes the place of `valid_months`."""
    renewal_days: Annotated[int, Meta(ge=0, le=180)] = 60
    """R15: how long before its end premium may be renewed, and its holder is reminded."""
    grant: Automation = Automation.SYSTEM
    renewal: Automation = Automation.SYSTEM
    ending: Automation = Automation.SYSTEM
    """R31, each for itself."""
    inactive_months: Annotated[int, Meta(ge=1, le=120)] = 24
    """R32: after so long without access a basic member is asked."""
    answer_days: Annotated[int, Meta(ge=7, le=365)] = 60
    """R32: how long the answer is waited for."""


class PolicyInForce(Struct, frozen=True):
    """A policy and the first day on which it holds; it holds until the next one does."""

    from_day: int
    policy: Policy
