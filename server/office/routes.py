"""The office at its desk: staff, places and their codes, projects, members, attendance.

Each route lets through only who holds the role for the very body that the path names (R04).
"""

from typing import Annotated

from litestar import Response, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter
from webauthn.helpers import base64url_to_bytes

from schemas.api import (
    AcceptInvite,
    Attendance,
    Facility,
    Invite,
    InviteAccepted,
    InviteMade,
    Kiosk,
    MakeInvite,
    MakeKiosk,
    NameStaff,
    OfficeSummary,
    Place,
    Project,
    RevokeCards,
    Role,
    StaffMember,
    StartOffice,
    UsesOfDay,
    WritePlace,
    WriteProject,
)
from schemas.problems import ProblemCode
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.files import inline_file
from server.app.limits import ONE_TIME_CODE, limited
from server.app.problems import Refusal, problems
from server.app.settings import Settings
from server.cards.issue import revoke_cards_of_member
from server.cards.keystore import KeyStore
from server.catalogue import find, parse_code
from server.database import Database
from server.office import facilities, invites, kiosks, places, projects, staff
from server.office.sheet import code_svg, sheet_pdf
from server.office.summary import summary_of
from server.partners.telling import tell_scanners
from server.partners.tenure import keep_partner
from server.registry.members import member_exists
from server.registry.routes import BodyPath, body_of
from server.replication.attendance import attendance_of
from server.replication.uses import uses_of_day
from sync.calendar import day_of, format_day, parse_day

PAGE = 50
"""Members a page."""

MAX_ROW = 2**31 - 1
RowPath = Annotated[int, PathParameter(ge=1, le=MAX_ROW)]
OptionalDay = Annotated[
    str | None, QueryParameter(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="Today")
]
_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED)


@post(
    "/office/start",
    summary="Begin the first office by the code that the server printed",
    guards=[limited(ONE_TIME_CODE)],
    responses=problems(
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.CODE_REFUSED,
        ProblemCode.CONFLICT,
        ProblemCode.TOO_MANY_REQUESTS,
    ),
)
async def start(
    data: JSONBody[StartOffice],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> InviteAccepted:
    try:
        body = parse_code(data.body)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="body") from None
    async with database.writing() as conn:
        return await staff.start_office(conn, keystore, session.account, data.code, body, clock())


@post(
    "/invites/accept",
    summary="Join a body's staff by an invite",
    guards=[limited(ONE_TIME_CODE)],
    responses=problems(
        ProblemCode.NOT_SIGNED_IN, ProblemCode.CODE_REFUSED, ProblemCode.TOO_MANY_REQUESTS
    ),
)
async def accept(
    data: JSONBody[AcceptInvite],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> InviteAccepted:
    async with database.writing() as conn:
        return await invites.accept_invite(conn, session.account, data.code, data.name, clock())


@get("/office/{code:str}", summary="The body's figures", responses=problems(*_REFUSED))
async def get_summary(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> OfficeSummary:
    async with database.reading() as conn:
        await authorise(
            conn, session.account, body_of(code), Role.ADMIN, Role.CLERK, Role.STAFF, Role.READER
        )
        return await summary_of(conn, body_of(code), clock())


@get("/office/{code:str}/invites", summary="Invites to the staff", responses=problems(*_REFUSED))
async def get_invites(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> list[Invite]:
    async with database.reading() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        return await invites.list_invites(conn, body_of(code), None)


@post(
    "/office/{code:str}/invites",
    summary="Invite one person; the code is shown only now",
    responses=problems(*_REFUSED, ProblemCode.CONFLICT),
)
async def invite_somebody(
    code: BodyPath,
    data: JSONBody[MakeInvite],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> InviteMade:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        return await invites.make_invite(
            conn, body_of(code), None, data, session.account, settings.origin, clock()
        )


@delete(
    "/office/{code:str}/invites/{invite:str}",
    summary="Withdraw an invite that was not used",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def delete_invite(
    code: BodyPath,
    invite: Annotated[str, PathParameter(max_length=16)],
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        await invites.withdraw_invite(conn, body_of(code), None, invite)


@get("/office/{code:str}/staff", summary="Who works for the body", responses=problems(*_REFUSED))
async def get_staff(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> list[StaffMember]:
    async with database.reading() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        return await staff.list_staff(conn, body_of(code))


@delete(
    "/office/{code:str}/staff/{account:str}",
    summary="End a person's work for the body",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.CONFLICT),
)
async def delete_staff(
    code: BodyPath,
    account: Annotated[str, PathParameter(max_length=32)],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        await staff.remove_staff(conn, body_of(code), account, session.account, clock())


@put(
    "/office/{code:str}/staff/{account:str}",
    summary="What the office calls somebody; nobody else sees it",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
    status_code=204,
)
async def put_staff(
    code: BodyPath,
    account: Annotated[str, PathParameter(max_length=32)],
    data: JSONBody[NameStaff],
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        await staff.name_staff(conn, body_of(code), None, account, data.name)


@delete(
    "/office/{code:str}/roles/{held:int}",
    summary="End one role of one person",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.CONFLICT),
)
async def delete_role(
    code: BodyPath,
    held: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        await staff.end_one_role(conn, body_of(code), None, held, session.account, clock())


@post(
    "/office/{code:str}/roles/{held:int}/restore",
    summary="Give a role back that was ended within the last half hour",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
    status_code=204,
)
async def restore_role(
    code: BodyPath,
    held: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        await staff.restore_role(conn, body_of(code), None, held, clock())


@get("/office/{code:str}/places", summary="The body's places", responses=problems(*_REFUSED))
async def get_places(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> list[Place]:
    async with database.reading() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN, Role.CLERK, Role.STAFF)
        return await places.list_places(conn, body_of(code))


@post(
    "/office/{code:str}/places",
    summary="Add a place, with its printed code",
    responses=problems(*_REFUSED, ProblemCode.CONFLICT),
)
async def post_place(
    code: BodyPath,
    data: JSONBody[WritePlace],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> Place:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        return await places.make_place(conn, keystore, body_of(code), data, clock())


@put(
    "/office/{code:str}/places/{place:int}",
    summary="Change a place",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def put_place(
    code: BodyPath,
    place: RowPath,
    data: JSONBody[WritePlace],
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> Place:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        return await places.change_place(conn, body_of(code), place, data)


@post(
    "/office/{code:str}/places/{place:int}/code",
    summary="Replace the printed code: the old one is withdrawn",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.CONFLICT),
)
async def post_code(
    code: BodyPath,
    place: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> Place:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        return await places.replace_code(conn, keystore, body_of(code), place, clock())


@get(
    "/office/{code:str}/places/{place:int}/code.svg",
    summary="The printed code as a picture",
    media_type="image/svg+xml",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def get_code_svg(
    code: BodyPath,
    place: RowPath,
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> Response[bytes]:
    known, text = await _code(code, place, database, settings, session)
    return inline_file(code_svg(text, known.name), "image/svg+xml", f"code-{place}.svg")


@get(
    "/office/{code:str}/places/{place:int}/code.pdf",
    summary="The printed code as a sheet of paper to hang up",
    media_type="application/pdf",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def get_code_pdf(
    code: BodyPath,
    place: RowPath,
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> Response[bytes]:
    known, text = await _code(code, place, database, settings, session)
    body = find(body_of(code))
    sheet = sheet_pdf(
        text,
        body=body.name if body else "",
        place=known.name,
        english=known.english,
        note=f"場所 {known.id}・コード {known.code_serial}  {settings.origin}",
    )
    return inline_file(sheet, "application/pdf", f"code-{place}.pdf")


@get(
    "/office/{code:str}/places/{place:int}/facility",
    summary="How cards are judged at a place, and who pays what there",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def get_facility(
    code: BodyPath,
    place: RowPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> Facility:
    async with database.reading() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN, Role.CLERK, Role.STAFF)
        return await facilities.get_facility(conn, body_of(code), place)


@put(
    "/office/{code:str}/places/{place:int}/facility",
    summary="Set the prices of a place, and who is given which",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.NOT_FOUND),
)
async def put_facility(
    code: BodyPath,
    place: RowPath,
    data: JSONBody[Facility],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> Facility:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        return await facilities.set_facility(conn, keystore, body_of(code), place, data, clock())


@get(
    "/office/{code:str}/places/{place:int}/kiosks",
    summary="Devices that show, or showed, the place's live code",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def get_kiosks(
    code: BodyPath,
    place: RowPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> list[Kiosk]:
    async with database.reading() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN, Role.CLERK, Role.STAFF)
        return await kiosks.list_kiosks(conn, body_of(code), place)


@post(
    "/office/{code:str}/places/{place:int}/kiosks",
    summary="Turn a device of one's own into the place's screen",
    responses=problems(
        *_REFUSED,
        ProblemCode.MALFORMED,
        ProblemCode.NOT_FOUND,
        ProblemCode.UNKNOWN_DEVICE,
        ProblemCode.DEVICE_REVOKED,
        ProblemCode.CONFLICT,
    ),
)
async def post_kiosk(
    code: BodyPath,
    place: RowPath,
    data: JSONBody[MakeKiosk],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> Kiosk:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN, Role.CLERK, Role.STAFF)
        try:
            device = base64url_to_bytes(data.device)
        except ValueError:
            raise Refusal(ProblemCode.MALFORMED, field="device") from None
        return await kiosks.make_kiosk(
            conn, keystore, body_of(code), place, session.account, device, clock()
        )


@delete(
    "/office/{code:str}/places/{place:int}/kiosks/{kiosk:int}",
    summary="End it: what the device shows from now on is refused",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def delete_kiosk(
    code: BodyPath,
    place: RowPath,
    kiosk: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN, Role.CLERK, Role.STAFF)
        await kiosks.end_kiosk(conn, body_of(code), place, kiosk, session.account, clock())


@get("/office/{code:str}/projects", summary="The body's projects", responses=problems(*_REFUSED))
async def get_projects(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> list[Project]:
    async with database.reading() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN, Role.CLERK, Role.STAFF)
        return await projects.list_projects(conn, body_of(code))


@post(
    "/office/{code:str}/projects",
    summary="Add a project; a designated one needs its basis",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.CONFLICT),
)
async def post_project(
    code: BodyPath,
    data: JSONBody[WriteProject],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Project:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN, Role.CLERK)
        made = await projects.make_project(conn, body_of(code), data)
        if made.partner is not None:
            await keep_partner(conn, made.id, made.partner, clock())
            await tell_scanners(conn, made.partner, clock())
        return made


@put(
    "/office/{code:str}/projects/{project:int}",
    summary="Change a project",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.NOT_FOUND),
)
async def put_project(
    code: BodyPath,
    project: RowPath,
    data: JSONBody[WriteProject],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Project:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN, Role.CLERK)
        return await projects.change_project(conn, body_of(code), project, data, clock())


@post(
    "/office/{code:str}/projects/{project:int}/code",
    summary="Make the project's printed code, in place of the one before",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.CONFLICT),
)
async def post_project_code(
    code: BodyPath,
    project: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> Project:
    async with database.writing() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN, Role.CLERK)
        return await projects.make_code(conn, keystore, body_of(code), project, clock())


@get(
    "/office/{code:str}/projects/{project:int}/code.svg",
    summary="The project's printed code as a picture",
    media_type="image/svg+xml",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def get_project_code_svg(
    code: BodyPath,
    project: RowPath,
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> Response[bytes]:
    known, _, text = await _project_code(code, project, database, settings, session)
    return inline_file(code_svg(text, known.name), "image/svg+xml", f"project-{project}.svg")


@get(
    "/office/{code:str}/projects/{project:int}/code.pdf",
    summary="The project's printed code as a sheet of paper to hang up",
    media_type="application/pdf",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def get_project_code_pdf(
    code: BodyPath,
    project: RowPath,
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> Response[bytes]:
    known, place, text = await _project_code(code, project, database, settings, session)
    body = find(body_of(code))
    english = " · ".join(filter(None, (known.english, place.name)))
    sheet = sheet_pdf(
        text,
        body=body.name if body else "",
        place=known.name,
        english=english,
        note=f"活動 {known.id}・コード {known.code_serial}  {settings.origin}",
    )
    return inline_file(sheet, "application/pdf", f"project-{project}.pdf")


@post(
    "/office/{code:str}/members/{number:int}/revoke-cards",
    summary="Take back all cards of a member, whose phone is lost",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
    status_code=204,
)
async def revoke_cards(
    code: BodyPath,
    number: RowPath,
    data: JSONBody[RevokeCards],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        if not await member_exists(conn, body, number):
            raise Refusal(ProblemCode.NOT_FOUND)
        await revoke_cards_of_member(conn, keystore, body, number, data.reason, clock())


@get(
    "/office/{code:str}/attendance",
    summary="Who was at a place on a day",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.NOT_FOUND),
)
async def get_attendance(
    code: BodyPath,
    place: Annotated[int, QueryParameter(ge=1, le=MAX_ROW)],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
    day: OptionalDay = None,
) -> Attendance:
    body, wanted = body_of(code), _day(day, clock())
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK, Role.STAFF)
        await places.get_place(conn, body, place)
        rows = await attendance_of(conn, body, place, wanted)
    return Attendance(place, format_day(wanted), rows)


@get(
    "/office/{code:str}/uses",
    summary="Who was given a place's rate on a day, and who was over quota",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.NOT_FOUND),
)
async def get_uses(
    code: BodyPath,
    place: Annotated[int, QueryParameter(ge=1, le=MAX_ROW)],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
    day: OptionalDay = None,
) -> UsesOfDay:
    body, wanted = body_of(code), _day(day, clock())
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK, Role.STAFF)
        await places.get_place(conn, body, place)
        found = await uses_of_day(conn, body, place, wanted)
    return UsesOfDay(place, format_day(wanted), found)


def _day(text: str | None, now: int) -> int:
    """The day that is asked for, today if none is. Raises `Refusal` MALFORMED."""
    try:
        return day_of(now) if text is None else parse_day(text)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="day") from None


async def _code(
    code: str, place: int, database: Database, settings: Settings, session: Session
) -> tuple[Place, str]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK, Role.STAFF)
        known = await places.get_place(conn, body, place)
        return known, await places.code_text(conn, body, place, settings.origin)


async def _project_code(
    code: str, project: int, database: Database, settings: Settings, session: Session
) -> tuple[Project, Place, str]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK, Role.STAFF)
        known, text = await projects.code_of(conn, body, project, settings.origin)
        return known, await places.get_place(conn, body, known.place or 0), text


router = Router(
    "/api",
    route_handlers=[
        start,
        accept,
        get_summary,
        get_invites,
        invite_somebody,
        delete_invite,
        get_staff,
        delete_staff,
        put_staff,
        delete_role,
        restore_role,
        get_places,
        post_place,
        put_place,
        post_code,
        get_code_svg,
        get_code_pdf,
        get_kiosks,
        post_kiosk,
        delete_kiosk,
        get_projects,
        post_project,
        put_project,
        post_project_code,
        get_project_code_svg,
        get_project_code_pdf,
        revoke_cards,
        get_attendance,
        get_facility,
        put_facility,
        get_uses,
    ],
    tags=["office"],
)
