"""What anyone may ask: is it well, which installation is it, which bodies are there."""

from functools import cache
from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from webauthn.helpers import bytes_to_base64url

from schemas.api import Health, Instance, SealingKey
from schemas.problems import ProblemCode
from schemas.sync import PROTOCOL_VERSION
from server import __version__, catalogue
from server.app.clock import Clock
from server.app.instance import announced_root, ensure_sealing_key, instance_id, is_empty
from server.app.problems import Refusal, problems
from server.app.settings import Settings
from server.app.web import Asset, answer_asset, gzipped
from server.cards.keystore import KeyStore
from server.cards.sealing import uncompressed
from server.database import Database
from server.office.participation import taking_part


@get(
    "/health",
    summary="Whether the server and its database answer",
    responses=problems(ProblemCode.UNAVAILABLE),
    tags=["installation"],
)
async def get_health(database: NamedDependency[Database]) -> Health:
    try:
        async with database.reading() as conn:
            await instance_id(conn)
    except Exception as error:
        raise Refusal(
            ProblemCode.UNAVAILABLE,
            "データベースに接続できません",
            "The database does not answer",
        ) from error
    return Health(status="ok", version=__version__)


@get("/api/instance", summary="Which installation this is", tags=["installation"])
async def get_instance(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    keystore: NamedDependency[KeyStore],
) -> Instance:
    async with database.reading() as conn:
        name = await instance_id(conn)
        empty = await is_empty(conn)
        participating = await taking_part(conn)
    if name is None:
        raise Refusal(ProblemCode.UNAVAILABLE)
    sealing_key = ensure_sealing_key(keystore, clock())
    return Instance(
        id=name,
        sample=settings.sample,
        empty=empty,
        protocol=PROTOCOL_VERSION,
        version=__version__,
        root_key=bytes_to_base64url(announced_root(keystore, clock()).public_key),
        sealing_key=SealingKey(
            id=bytes_to_base64url(sealing_key.kid),
            public_key=bytes_to_base64url(uncompressed(sealing_key.public_key)),
        ),
        participating=[catalogue.format_code(body) for body in sorted(participating)],
    )


@cache
def _bodies() -> Asset:
    return gzipped(catalogue.FILE.read_bytes(), "application/json")


@get(
    "/catalogue/bodies.json",
    summary="Every municipality and prefecture, as the app searches them",
    tags=["installation"],
    media_type="application/json",
    sync_to_thread=False,
)
def get_bodies(request: Request[Any, Any, Any]) -> Response[bytes]:
    return answer_asset(request, _bodies())


router = Router("/", route_handlers=[get_health, get_instance, get_bodies])
