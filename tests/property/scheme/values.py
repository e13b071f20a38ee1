"""Strategies for the values of the rules: people as they can be, and histories in order."""

from collections.abc import Set

from hypothesis import strategies as st

from schemas.entries import Source
from schemas.feed import Tier
from schemas.policy import Automation, Condition, ConditionKind, Policy, Validity
from schemas.standing import ActivityDay, Finding, Held, History, Person
from sync.calendar import parse_day
from tests.support.scheme_lives import BODIES, ELSEWHERE, PREFECTURES, PROGRAMMES, PROJECTS

FIRST = parse_day("2027-01-01")
TODAY = parse_day("2029-03-01")
LAST = parse_day("2032-03-01")

days = st.integers(FIRST, LAST)
near = st.one_of(
    days,
    st.sampled_from(["2028-02-29", "2028-02-28", "2028-03-01", "2029-02-28", "2029-08-31"]).map(
        parse_day
    ),
)
months = st.sampled_from([1, 2, 6, 12, 12, 12, 13, 24, 36])
activity_days = st.builds(ActivityDay, near, st.sampled_from(PROJECTS))


def in_order(
    activities: Set[ActivityDay], stays: Set[int], voided: Set[ActivityDay] = frozenset()
) -> History:
    return History(sorted(activities), sorted(stays), sorted(voided - activities))


histories = st.builds(
    in_order,
    st.sets(activity_days, max_size=12),
    st.sets(near, max_size=12),
    st.sets(activity_days, max_size=3),
)
bodies = st.sampled_from(BODIES)
counted_kinds = st.sampled_from(
    [ConditionKind.ACTIVITIES, ConditionKind.PROJECTS, ConditionKind.STAY_DAYS]
)
counted_conditions = st.builds(
    Condition,
    counted_kinds,
    count=st.integers(1, 4),
    months=months,
    of=st.lists(st.sampled_from(PROJECTS), min_size=1, max_size=2, unique=True),
)
plain_conditions = st.one_of(
    st.builds(
        Condition,
        st.just(ConditionKind.RESIDENCE),
        of=st.lists(st.sampled_from((*BODIES, ELSEWHERE)), min_size=1, max_size=3),
        excluded=st.booleans(),
    ),
    st.builds(
        Condition,
        st.just(ConditionKind.PROGRAMME),
        of=st.lists(st.sampled_from(PROGRAMMES), min_size=1, max_size=1),
        excluded=st.booleans(),
    ),
)
conditions = st.one_of(counted_conditions, counted_conditions, plain_conditions)
either = st.booleans()
automations = st.sampled_from(Automation)


def policies(
    asked: st.SearchStrategy[Condition] = conditions,
    consecutive_days: st.SearchStrategy[bool] = either,
    automation: st.SearchStrategy[Automation] = automations,
) -> st.SearchStrategy[Policy]:
    return st.builds(
        Policy,
        premium=st.lists(st.lists(asked, min_size=1, max_size=3), min_size=1, max_size=3),
        consecutive_days=consecutive_days,
        per_project=either,
        weakest=st.sampled_from(Source),
        long_stay_days=st.integers(1, 5),
        long_stay_tier=st.sampled_from(Tier),
        valid_months=st.sampled_from([1, 6, 12, 12, 24]),
        validities=st.lists(
            st.builds(Validity, st.sampled_from(PROGRAMMES), st.sampled_from([6, 36])), max_size=1
        ),
        renewal_days=st.sampled_from([0, 60, 180]),
        grant=automation,
        renewal=automation,
        ending=automation,
        inactive_months=st.sampled_from([3, 24]),
        answer_days=st.sampled_from([7, 60]),
    )


@st.composite
def held(draw: st.DrawFn, body: int) -> Held:
    """Any registration, also such as no rule would leave: a merge or another version may have."""
    own = draw(st.booleans())
    tier = draw(st.sampled_from(Tier))
    premium = tier is Tier.PREMIUM
    until = draw(days) if premium and (own or body not in PREFECTURES) else 0
    findings = [None, Finding.RENEWAL, Finding.ENDING] if until else [None, Finding.GRANT]
    return Held(
        body,
        tier,
        linked=body in PREFECTURES and draw(st.booleans()),
        long_stay=draw(st.booleans()),
        premium_until=until,
        pending=draw(st.sampled_from(findings)),
        lapsed=0 if premium else draw(st.one_of(st.just(0), days)),
        programmes=draw(st.lists(st.sampled_from(PROGRAMMES), max_size=1)),
    )


@st.composite
def people(draw: st.DrawFn) -> Person:
    registered = sorted(draw(st.sets(bodies, max_size=7)))
    proven = draw(st.integers(0, 4)) > 0
    return Person(
        proven=proven,
        home=draw(st.sampled_from((0, ELSEWHERE, ELSEWHERE, *BODIES))) if proven else 0,
        birth_day=draw(st.sampled_from([-9000, TODAY - 6570, TODAY - 6400])),
        guardian=draw(st.booleans()),
        refused=sorted(draw(st.sets(st.sampled_from(PREFECTURES), max_size=1))),
        last_access=draw(days),
        held=[draw(held(body)) for body in registered],
    )
