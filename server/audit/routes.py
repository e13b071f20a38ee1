"""The audit log, for the admin of the body alone. Looking at it is kept in it, too."""

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from schemas.api import Role
from schemas.audit import AuditPage
from schemas.problems import ProblemCode
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.problems import Refusal, problems
from server.audit.reading import Sought, audit_csv, read_audit
from server.database import Database
from server.registry.routes import BodyPath, body_of
from sync.calendar import parse_day

_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED, ProblemCode.MALFORMED)
Account = Annotated[str, QueryParameter(max_length=32)]
Day = Annotated[str, QueryParameter(pattern="^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
About = Annotated[str, QueryParameter(pattern="^[a-z-]{0,24}$")]
Member = Annotated[int, QueryParameter(ge=0, le=2**31 - 1)]
Before = Annotated[int, QueryParameter(ge=0, le=2**63 - 1)]


@get(
    "/office/{code:str}/audit",
    summary="Who saw personal data and who changed what, the newest first",
    responses=problems(*_REFUSED),
)
async def get_audit(
    code: BodyPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
    account: Account = "",
    day: Day = "",
    about: About = "",
    member: Member = 0,
    before: Before = 0,
) -> AuditPage:
    sought = Sought(account, _day(day), about, member, before)
    async with database.reading() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        return await read_audit(conn, body_of(code), sought)


@get(
    "/office/{code:str}/audit.csv",
    summary="The audit log as a file for a spreadsheet",
    media_type="text/csv",
    responses=problems(*_REFUSED),
)
async def get_csv(
    code: BodyPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
    account: Account = "",
    day: Day = "",
    about: About = "",
    member: Member = 0,
) -> Response[bytes]:
    sought = Sought(account, _day(day), about, member)
    async with database.reading() as conn:
        await authorise(conn, session.account, body_of(code), Role.ADMIN)
        content = await audit_csv(conn, body_of(code), sought)
    headers = {"Content-Disposition": f'attachment; filename="audit-{code}.csv"'}
    return Response(content, media_type="text/csv", headers=headers)


def _day(text: str) -> int | None:
    try:
        return parse_day(text) if text else None
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="day") from None


router = Router("/api", route_handlers=[get_audit, get_csv], tags=["audit"])
