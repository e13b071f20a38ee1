"""A project as everybody may see it now, and what somebody has to do with it."""

from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import ApplicationState
from schemas.problems import ProblemCode
from schemas.projects import ActivityNow, ActivityState, OccasionNow, OwnActivity
from server.activities import store
from server.activities.applying import application_info
from server.activities.store import Kept, Occasion
from server.activities.tables import occasion
from server.activities.telling import shown
from server.app.problems import Refusal
from server.identity.proofs import proof_of
from server.office.tables import project
from server.registry.members import member_of
from sync.calendar import day_of
from sync.scheme.age import of_age_from


async def published(conn: AsyncConnection, wanted: int) -> Kept:
    """A project that phones know of. Raises `Refusal` NOT_FOUND."""
    found = await store.kept(conn, project.c.id == wanted, project.c.version > 0)
    if not found:
        raise Refusal(ProblemCode.NOT_FOUND)
    return found[0]


async def activity_now(conn: AsyncConnection, wanted: int, now: int) -> ActivityNow:
    """Raises `Refusal` NOT_FOUND."""
    kept = await published(conn, wanted)
    what = shown(kept, await store.occasions_of(conn, [wanted]), day_of(now))
    if kept.state is ActivityState.CANCELLED:
        what = structs.replace(what, occasions=[])
    counts = await store.counts_of(conn, [one.id for one in what.occasions])
    return ActivityNow(
        what,
        [
            OccasionNow(
                one.id,
                counts.get((one.id, ApplicationState.ACCEPTED), 0),
                counts.get((one.id, ApplicationState.WAITING), 0),
            )
            for one in what.occasions
        ],
    )


async def own_activity(conn: AsyncConnection, account: str, wanted: int, now: int) -> OwnActivity:
    """Raises `Refusal` NOT_FOUND."""
    kept = await published(conn, wanted)
    rows = await store.applications(
        conn, occasion.c.project == wanted, occasion.c.day >= day_of(now)
    )
    mine = [row for row in rows if row.account == account]
    age, proof = kept.content.minimum_age, await proof_of(conn, account)
    return OwnActivity(
        registered=await member_of(conn, account, kept.body) is not None,
        of_age=None
        if proof is None or not age
        else of_age_from(proof.birth_day, age) <= day_of(now),
        applications=[
            application_info(kept, row, [o for o in rows if o.occasion == row.occasion])
            for row in mine
        ],
    )


async def occasion_of(conn: AsyncConnection, wanted: int, number: int) -> tuple[Kept, Occasion]:
    """One that takes place, of a project that phones know of. Raises `Refusal` NOT_FOUND."""
    kept = await published(conn, wanted)
    for one in await store.occasions_of(conn, [wanted]):
        if one.id == number and not one.cancelled:
            return kept, one
    raise Refusal(ProblemCode.NOT_FOUND)
