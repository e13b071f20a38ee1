"""Partners at the office, and the partner's own people (R23, R24).

Whoever comes by a role of a partner gets no further than to that partner: `authorise_partner`.
"""

from typing import Annotated

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from schemas.api import Invite, InviteMade, MakeInvite, NameStaff, Role, StaffMember
from schemas.partners import AssignProject, Partner, WritePartner
from schemas.problems import ProblemCode
from server.accounts.authority import authorise, authorise_partner
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.problems import Refusal, problems
from server.app.settings import Settings
from server.database import Database
from server.office import invites, staff
from server.partners import directory
from server.partners.assigning import assign_project
from server.registry.routes import BodyPath, body_of

RowPath = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED, ProblemCode.NOT_FOUND)
OFFICE = (Role.ADMIN, Role.CLERK)
THEIRS = (*OFFICE, Role.ORGANISER)
"""The office, and those who run the partner."""


@get("/office/{code:str}/partners", summary="The body's partners", responses=problems(*_REFUSED))
async def get_partners(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> list[Partner]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *OFFICE)
        return await directory.list_partners(conn, body)


@post(
    "/office/{code:str}/partners",
    summary="Add a partner; one designated in general needs its basis",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.CONFLICT),
)
async def post_partner(
    code: BodyPath,
    data: JSONBody[WritePartner],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Partner:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *OFFICE)
        return await directory.make_partner(conn, body, data, clock())


@get(
    "/office/{code:str}/partners/{partner:int}",
    summary="One partner",
    responses=problems(*_REFUSED),
)
async def get_partner(
    code: BodyPath,
    partner: RowPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> Partner:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise_partner(conn, session.account, body, partner, *THEIRS, Role.SCANNER)
        return await directory.get_partner(conn, body, partner)


@put(
    "/office/{code:str}/partners/{partner:int}",
    summary="Change a partner, designate it in general, close it or open it again",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
)
async def put_partner(
    code: BodyPath,
    partner: RowPath,
    data: JSONBody[WritePartner],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Partner:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *OFFICE)
        return await directory.change_partner(conn, body, partner, data, session.account, clock())


@get(
    "/office/{code:str}/partners/{partner:int}/people",
    summary="Who works for a partner",
    responses=problems(*_REFUSED),
)
async def get_people(
    code: BodyPath,
    partner: RowPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> list[StaffMember]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise_partner(conn, session.account, body, partner, *THEIRS)
        await directory.get_partner(conn, body, partner)
        return await staff.list_staff(conn, body, partner)


@put(
    "/office/{code:str}/partners/{partner:int}/people/{account:str}",
    summary="What somebody is called there; nobody else sees it",
    responses=problems(*_REFUSED),
    status_code=204,
)
async def put_person(
    code: BodyPath,
    partner: RowPath,
    account: Annotated[str, PathParameter(max_length=32)],
    data: JSONBody[NameStaff],
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise_partner(conn, session.account, body, partner, *THEIRS)
        await staff.name_staff(conn, body, partner, account, data.name)


@delete(
    "/office/{code:str}/partners/{partner:int}/roles/{held:int}",
    summary="End one role of one person at a partner",
    responses=problems(*_REFUSED),
)
async def delete_role(
    code: BodyPath,
    partner: RowPath,
    held: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise_partner(conn, session.account, body, partner, *THEIRS)
        await staff.end_one_role(conn, body, partner, held, session.account, clock())


@post(
    "/office/{code:str}/partners/{partner:int}/roles/{held:int}/restore",
    summary="Give a role at a partner back that was ended within the last half hour",
    responses=problems(*_REFUSED, ProblemCode.CONFLICT),
    status_code=204,
)
async def restore_role(
    code: BodyPath,
    partner: RowPath,
    held: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise_partner(conn, session.account, body, partner, *THEIRS)
        _open(await directory.get_partner(conn, body, partner))
        await staff.restore_role(conn, body, partner, held, clock())


@get(
    "/office/{code:str}/partners/{partner:int}/invites",
    summary="Invites to a partner's people",
    responses=problems(*_REFUSED),
)
async def get_invites(
    code: BodyPath,
    partner: RowPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> list[Invite]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise_partner(conn, session.account, body, partner, *THEIRS)
        await directory.get_partner(conn, body, partner)
        return await invites.list_invites(conn, body, partner)


@post(
    "/office/{code:str}/partners/{partner:int}/invites",
    summary="Invite one person to a partner; the code is shown only now",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.CONFLICT),
)
async def post_invite(
    code: BodyPath,
    partner: RowPath,
    data: JSONBody[MakeInvite],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> InviteMade:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise_partner(conn, session.account, body, partner, *THEIRS)
        _open(await directory.get_partner(conn, body, partner))
        return await invites.make_invite(
            conn, body, partner, data, session.account, settings.origin, clock()
        )


@delete(
    "/office/{code:str}/partners/{partner:int}/invites/{invite:str}",
    summary="Withdraw an invite to a partner that was not used",
    responses=problems(*_REFUSED),
)
async def delete_invite(
    code: BodyPath,
    partner: RowPath,
    invite: Annotated[str, PathParameter(max_length=16)],
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise_partner(conn, session.account, body, partner, *THEIRS)
        await invites.withdraw_invite(conn, body, partner, invite)


@put(
    "/office/{code:str}/projects/{project:int}/partner",
    summary="Say whose a project is: a partner's, or the body's own",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
    status_code=204,
)
async def put_project_partner(
    code: BodyPath,
    project: RowPath,
    data: JSONBody[AssignProject],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *OFFICE)
        await assign_project(conn, body, project, data.partner, clock())


def _open(partner: Partner) -> None:
    if partner.closed:
        raise Refusal(
            ProblemCode.CONFLICT,
            "この団体は終了しています。先に再開してください",
            "This partner is closed: please open it again first",
        )


router = Router(
    "/api",
    route_handlers=[
        get_partners,
        post_partner,
        get_partner,
        put_partner,
        get_people,
        put_person,
        delete_role,
        restore_role,
        get_invites,
        post_invite,
        delete_invite,
        put_project_partner,
    ],
    tags=["partners"],
)
