"""A list of members comes in: sent, looked at, brought in, taken back (R61)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any
from urllib.parse import unquote

from litestar import Request, Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter
from litestar.response import Stream

from schemas.api import Role
from schemas.problems import ProblemCode
from schemas.transfer import (
    MAX_ROWS,
    MAX_UPLOAD_BYTES,
    ImportInfo,
    ImportPlan,
    ImportPreview,
    ImportProgress,
    ImportRow,
    ImportUndone,
    IssueCount,
    IssueKind,
    RowIssue,
    UploadInfo,
)
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import EXPORT, UPLOAD, limited
from server.app.problems import Refusal, problems
from server.catalogue import all_bodies
from server.database import Database
from server.registry.routes import BodyPath, body_of
from server.transfer import uploads
from server.transfer.export import archive_name, body_archive, members_workbook
from server.transfer.importing import bring_in, known_of
from server.transfer.progress import Board
from server.transfer.rules import Incoming, Planned, plan_rows
from server.transfer.undoing import imports_of, undo
from sync.calendar import day_of, format_day
from sync.scheme.bodies import is_prefecture

TOLD_ISSUES = 200
TOLD_ROWS = 10
FILE_NAME = 200
WORKERS = (Role.ADMIN, Role.CLERK)
NamePath = Annotated[str, PathParameter(min_length=16, max_length=16)]
RowPath = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED, ProblemCode.NOT_FOUND)


@post(
    "/office/{code:str}/uploads",
    summary="Send a list of members, CSV or Excel, to be looked at",
    guards=[limited(UPLOAD)],
    request_max_body_size=MAX_UPLOAD_BYTES,
    responses=problems(
        *_REFUSED, ProblemCode.MALFORMED, ProblemCode.TOO_LARGE, ProblemCode.TOO_MANY_REQUESTS
    ),
)
async def post_upload(
    code: BodyPath,
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> UploadInfo:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *WORKERS)
    content, encoding = await uploads.parse(await request.body())
    # Percent-encoded: a header carries no kanji.
    file_name = unquote(request.headers.get("x-file-name", ""))[:FILE_NAME]
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *WORKERS)
        name = await uploads.keep(
            conn, body, session.account, file_name, encoding, content, clock()
        )
        return uploads.describe(name, await uploads.waiting_list(conn, body, name), None)


@get(
    "/office/{code:str}/uploads/{upload:str}",
    summary="The columns of a list, with another of its rows as the heading",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
)
async def get_upload(
    code: BodyPath,
    upload: NamePath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
    heading: Annotated[int | None, QueryParameter(ge=0, le=MAX_ROWS)] = None,
) -> UploadInfo:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *WORKERS)
        waiting = await uploads.waiting_list(conn, body, upload)
    return uploads.describe(upload, waiting, heading)


@delete(
    "/office/{code:str}/uploads/{upload:str}",
    summary="Throw a list away that was sent",
    responses=problems(*_REFUSED),
)
async def delete_upload(
    code: BodyPath,
    upload: NamePath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *WORKERS)
        await uploads.drop(conn, body, upload)


@post(
    "/office/{code:str}/uploads/{upload:str}/preview",
    summary="What would come in, and what is amiss, row by row",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
    status_code=200,
)
async def post_preview(
    code: BodyPath,
    upload: NamePath,
    data: JSONBody[ImportPlan],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> ImportPreview:
    body = body_of(code)
    planned, _ = await _planned(database, session, body, upload, data, clock())
    return ImportPreview(
        rows=planned.rows,
        members=len(planned.incoming),
        consenting=sum(one.consents for one in planned.incoming),
        counts=_counts(planned.issues),
        issues=list(planned.issues[:TOLD_ISSUES]),
        sample=[_shown(one) for one in planned.incoming[:TOLD_ROWS]],
    )


@post(
    "/office/{code:str}/uploads/{upload:str}/import",
    summary="Bring a list in: all of its good rows, or, if anything fails, none",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.CONFLICT),
)
async def post_import(
    code: BodyPath,
    upload: NamePath,
    data: JSONBody[ImportPlan],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    board: NamedDependency[Board],
    session: NamedDependency[Session],
) -> ImportInfo:
    body, now = body_of(code), clock()
    planned, file_name = await _planned(database, session, body, upload, data, now)
    if not planned.incoming:
        raise Refusal(
            ProblemCode.CONFLICT,
            "取り込める行がありません",
            "There is no row that could come in",
        )
    left_out = planned.rows - len(planned.incoming)
    try:
        async with database.writing() as conn:
            await authorise(conn, session.account, body, *WORKERS)
            # Sent twice at once, it comes in once: the list goes with it.
            await uploads.take(conn, body, upload)
            made = await bring_in(
                conn,
                body,
                planned.incoming,
                left_out,
                file_name,
                session.account,
                now,
                lambda done, total: board.say(body, upload, done, total),
            )
    finally:
        board.ended(body, upload)
    return ImportInfo(made, file_name, now, len(planned.incoming), left_out, 0, 0)


@get(
    "/office/{code:str}/uploads/{upload:str}/progress",
    summary="How far a list has come in",
    responses=problems(*_REFUSED),
)
async def get_progress(
    code: BodyPath,
    upload: NamePath,
    database: NamedDependency[Database],
    board: NamedDependency[Board],
    session: NamedDependency[Session],
) -> ImportProgress:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *WORKERS)
    return board.of(body, upload)


@get(
    "/office/{code:str}/imports",
    summary="The lists that were brought in",
    responses=problems(*_REFUSED),
)
async def get_imports(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> list[ImportInfo]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *WORKERS)
        return await imports_of(conn, body)


@delete(
    "/office/{code:str}/imports/{brought:int}",
    summary="Take a whole import back, but for members of whom something is known since",
    responses=problems(*_REFUSED, ProblemCode.CONFLICT),
    status_code=200,
)
async def delete_import(
    code: BodyPath,
    brought: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> ImportUndone:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *WORKERS)
        return await undo(conn, body, brought, clock())


@get(
    "/office/{code:str}/export.zip",
    summary="All that the body owns, as CSVs in one archive",
    guards=[limited(EXPORT)],
    media_type="application/zip",
    responses=problems(*_REFUSED, ProblemCode.TOO_MANY_REQUESTS),
)
async def get_archive(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Stream:
    body, now = body_of(code), clock()
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)

    async def pieces() -> AsyncIterator[bytes]:
        async with database.reading() as conn:
            async for piece in body_archive(conn, body, now):
                yield piece

    return Stream(pieces(), media_type="application/zip", headers=_saved(archive_name(body, now)))


@get(
    "/office/{code:str}/members.xlsx",
    summary="The body's members as a workbook of Excel",
    guards=[limited(EXPORT)],
    media_type=_WORKBOOK,
    responses=problems(*_REFUSED, ProblemCode.TOO_MANY_REQUESTS),
)
async def get_workbook(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> Response[bytes]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        content = await members_workbook(conn, body)
    return Response(content, media_type=_WORKBOOK, headers=_saved(f"members-{code}.xlsx"))


def _saved(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


async def _planned(
    database: Database, session: Session, body: int, upload: str, plan: ImportPlan, now: int
) -> tuple[Planned, str]:
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *WORKERS)
        waiting = await uploads.waiting_list(conn, body, upload)
        known = await known_of(conn, body)
    if plan.heading >= len(waiting.rows):
        raise Refusal(ProblemCode.MALFORMED, field="heading")
    prefectures = {one.name: one.code // 10_000 for one in all_bodies() if is_prefecture(one.code)}
    # In a thread: others are served meanwhile.
    planned = await asyncio.to_thread(
        plan_rows, waiting.rows, plan, known, prefectures, day_of(now)
    )
    return planned, waiting.file_name


def _counts(issues: Sequence[RowIssue]) -> list[IssueCount]:
    rows: dict[tuple[IssueKind, bool], set[int]] = {}
    for issue in issues:
        rows.setdefault((issue.kind, issue.left_out), set()).add(issue.row)
    return [IssueCount(kind, left_out, len(them)) for (kind, left_out), them in rows.items()]


def _shown(one: Incoming) -> ImportRow:
    since = format_day(one.since_day) if one.since_day else ""
    return ImportRow(one.row, one.details, since, one.consents)


router = Router(
    "/api",
    route_handlers=[
        post_upload,
        get_upload,
        delete_upload,
        post_preview,
        post_import,
        get_progress,
        get_imports,
        delete_import,
        get_archive,
        get_workbook,
    ],
    tags=["transfer"],
)
