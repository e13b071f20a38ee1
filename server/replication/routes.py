"""The sync endpoint, and the server's own views."""

from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.response.base import ASGIResponse

from schemas.api import Views
from schemas.problems import ProblemCode
from schemas.sync import MAX_REQUEST_BYTES, SYNC_MEDIA_TYPE
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import SYNC, SYNC_DEVICE, RateLimiter
from server.app.problems import Refusal, problems
from server.database import Database
from server.replication.admission import Upload, arrived
from server.replication.inbox import Inbox
from server.replication.uses import uses_of_person
from server.replication.views import member_views_of
from sync.message import MalformedMessage, MessageTooLarge, UnsupportedVersion, read_request


@post(
    "/sync",
    summary="Exchange a device's log for what is new (sync/README.md)",
    request_max_body_size=MAX_REQUEST_BYTES,
    media_type=SYNC_MEDIA_TYPE,
    status_code=200,
    responses=problems(
        ProblemCode.MALFORMED,
        ProblemCode.STALE_CHALLENGE,
        ProblemCode.DEVICE_REVOKED,
        ProblemCode.GAP,
        ProblemCode.TOO_LARGE,
        ProblemCode.CLIENT_TOO_OLD,
        ProblemCode.TOO_MANY_REQUESTS,
    ),
    tags=["sync"],
)
async def sync(request: Request[Any, Any, Any]) -> ASGIResponse:
    # From the state: injecting them one by one takes as long as judging fifty visits.
    state = request.app.state
    inbox: Inbox = state["inbox"]
    limiter: RateLimiter = state["limiter"]
    clock: Clock = state["clock"]
    address = request.client.host if request.client else ""
    limiter.take(SYNC, address)
    upload = _read(request.headers.get("content-type", ""), await request.body(), clock())
    # By device and address: who only knows a device's name cannot keep it out.
    limiter.take(SYNC_DEVICE, f"{upload.device.hex()} {address}")
    return ASGIResponse(body=await inbox.deliver(upload), media_type=SYNC_MEDIA_TYPE)


def _read(media_type: str, data: bytes, now: int) -> Upload:
    if media_type.partition(";")[0].strip().lower() != SYNC_MEDIA_TYPE:
        raise Refusal(
            ProblemCode.MALFORMED,
            f"Content-Type は {SYNC_MEDIA_TYPE} です",
            f"The Content-Type of a sync is {SYNC_MEDIA_TYPE}",
            status=415,
            field="content-type",
        )
    try:
        return arrived(read_request(data), now)
    except MessageTooLarge:
        raise Refusal(ProblemCode.TOO_LARGE) from None
    except UnsupportedVersion:
        raise Refusal(ProblemCode.CLIENT_TOO_OLD) from None
    except (MalformedMessage, RecursionError):
        raise Refusal(ProblemCode.MALFORMED) from None


@get(
    "/views",
    summary="The signed-in member's own history, as the server computes it",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
    tags=["sync"],
)
async def get_views(
    database: NamedDependency[Database], session: NamedDependency[Session]
) -> Views:
    async with database.reading() as conn:
        return Views(
            await member_views_of(conn, session.account),
            await uses_of_person(conn, session.account),
        )


router = Router("/api", route_handlers=[sync, get_views])
