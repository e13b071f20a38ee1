"""Where couriers hand in what they carry: no cookie, no account, a few parcels at a time."""

import asyncio
from typing import Any

import msgspec
from litestar import Request, Response, Router, post
from litestar.di import NamedDependency

from schemas.courier import COURIER_MEDIA_TYPE, MAX_DELIVERY_BYTES, CourierOutcome, Parcels
from schemas.problems import ProblemCode
from server.app.clock import Clock
from server.app.instance import instance_id
from server.app.limits import COURIER, RateLimiter
from server.app.problems import Refusal, problems
from server.cards.keystore import KeyStore
from server.database import Database
from server.replication.courier import Counter, hand_in

_parcels: msgspec.msgpack.Decoder[list[bytes]] = msgspec.msgpack.Decoder(Parcels)
_encoder = msgspec.msgpack.Encoder()


@post(
    "/courier",
    summary="Hand in parcels that other phones sealed (sync/README.md)",
    request_max_body_size=MAX_DELIVERY_BYTES,
    media_type=COURIER_MEDIA_TYPE,
    status_code=200,
    responses=problems(
        ProblemCode.MALFORMED,
        ProblemCode.TOO_LARGE,
        ProblemCode.TOO_MANY_REQUESTS,
        ProblemCode.UNAVAILABLE,
    ),
    tags=["sync"],
)
async def deliver(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    keystore: NamedDependency[KeyStore],
    limiter: NamedDependency[RateLimiter],
    clock: NamedDependency[Clock],
) -> Response[bytes]:
    address = request.client.host if request.client else ""
    limiter.take(COURIER, address)
    parcels = _read(request.headers.get("content-type", ""), await request.body())
    async with database.reading() as conn:
        instance = await instance_id(conn)
    if instance is None:
        raise Refusal(ProblemCode.UNAVAILABLE)
    counter = Counter(instance, request.app.state["inbox"], keystore, limiter, clock)
    outcomes: list[CourierOutcome] = await asyncio.gather(
        *(hand_in(counter, parcel, address) for parcel in parcels)
    )
    return Response(_encoder.encode(outcomes), media_type=COURIER_MEDIA_TYPE)


def _read(media_type: str, data: bytes) -> list[bytes]:
    if media_type.partition(";")[0].strip().lower() != COURIER_MEDIA_TYPE:
        raise Refusal(
            ProblemCode.MALFORMED,
            f"Content-Type は {COURIER_MEDIA_TYPE} です",
            f"The Content-Type of a delivery is {COURIER_MEDIA_TYPE}",
            status=415,
            field="content-type",
        )
    try:
        return _parcels.decode(data)
    except msgspec.MsgspecError:
        raise Refusal(ProblemCode.MALFORMED) from None


router = Router("/api", route_handlers=[deliver])
