"""The web app: built files from memory, ready compressed, and its first page for every path.

The directory is read once at the start. Names with a hash in them never change their content.
"""

import gzip
import hashlib
import mimetypes
import re
from pathlib import Path
from typing import Annotated, Any

from litestar import MediaType, Request, Response, route
from litestar.datastructures import State
from litestar.params import PathParameter
from msgspec import Struct

from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.app.settings import Settings

_HASHED = re.compile(r"(^|/)assets/.*[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"

# Not every machine's table of types knows these.
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


class Asset(Struct, frozen=True):
    """One file, in its own form under `identity` and compressed under the name of each coding."""

    forms: dict[str, bytes]
    etag: str
    media_type: str
    cache_control: str


class WebApp:
    """The files of a built web app by path, `index.html` for the app's own paths."""

    def __init__(self, directory: Path) -> None:
        self._assets = {
            path.relative_to(directory).as_posix(): _read(path, directory)
            for path in sorted(directory.rglob("*"))
            if path.is_file() and path.suffix not in (".br", ".map")
        }

    def find(self, path: str) -> Asset:
        """The file at a path. A path without a dot is the app's own: its first page answers.

        Raises `Refusal` NOT_FOUND for a file that is not there, UNAVAILABLE when nothing is built.
        """
        name = path.strip("/")
        asset = self._assets.get(name)
        if asset is not None:
            return asset
        if name.partition("/")[0].lower() == "api" or "." in name.rpartition("/")[2]:
            raise Refusal(ProblemCode.NOT_FOUND)
        try:
            return self._assets["index.html"]
        except KeyError:
            raise Refusal(
                ProblemCode.UNAVAILABLE,
                "画面がまだ作られていません。`just serve` で起動してください",
                "The web app is not built yet: start with `just serve`",
            ) from None


def _read(path: Path, directory: Path) -> Asset:
    content = path.read_bytes()
    forms = {"identity": content}
    compressed = path.with_name(path.name + ".br")
    if compressed.is_file():
        forms["br"] = compressed.read_bytes()
    guessed, _ = mimetypes.guess_type(path.name)
    media_type = _TYPES.get(path.suffix) or guessed or "application/octet-stream"
    hashed = _HASHED.search(path.relative_to(directory).as_posix())
    return Asset(forms, _tag(content), media_type, _IMMUTABLE if hashed else _REVALIDATE)


def gzipped(content: bytes, media_type: str) -> Asset:
    """An asset that no build has compressed, under a lasting name."""
    forms = {"identity": content, "gzip": gzip.compress(content, mtime=0)}
    return Asset(forms, _tag(content), media_type, _REVALIDATE)


def _tag(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]


def answer_asset(request: Request[Any, Any, Any], asset: Asset) -> Response[bytes]:
    """The best form that the browser takes, or 304 when it has that already."""
    accepted = request.headers.get("accept-encoding", "")
    coding = next((name for name in ("br", "gzip") if _takes(accepted, name, asset)), "identity")
    # One tag for each form: a cache must not give the one where the other was validated.
    etag = f'"{asset.etag}-{coding}"'
    headers = {"ETag": etag, "Cache-Control": asset.cache_control}
    if len(asset.forms) > 1:
        headers["Vary"] = "Accept-Encoding"
    if _matches(request.headers.get("if-none-match", ""), etag):
        return Response(b"", status_code=304, headers=headers, media_type=asset.media_type)
    if coding != "identity":
        headers["Content-Encoding"] = coding
    return Response(asset.forms[coding], headers=headers, media_type=asset.media_type)


@route(
    ["/", "/{path:path}"],
    http_method=["GET", "HEAD"],
    include_in_schema=False,
    media_type=MediaType.HTML,
    sync_to_thread=False,
)
def serve_web_app(
    request: Request[Any, Any, Any], state: State, path: Annotated[str, PathParameter()] = ""
) -> Response[bytes]:
    """Anything that is not the API."""
    web: WebApp = state.web
    settings: Settings = state.settings
    if (elsewhere := _by_its_name(request, settings.origin)) is not None:
        return elsewhere
    return answer_asset(request, web.find(path))


def _by_its_name(request: Request[Any, Any, Any], origin: str) -> Response[bytes] | None:
    """Sends who came by 127.0.0.1 on to localhost: a passkey is bound to the name."""
    host, _, port = request.headers.get("host", "").rpartition(":")
    if host not in ("127.0.0.1", "[::1]") or origin != f"http://localhost:{port}":
        return None
    return Response(b"", status_code=307, headers={"Location": origin + request.url.path})


def _takes(accept_encoding: str, coding: str, asset: Asset) -> bool:
    if coding not in asset.forms:
        return False
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.partition(";")
        if name.strip() == coding:
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _matches(if_none_match: str, etag: str) -> bool:
    """Weak comparison, RFC 9110 section 13.1.2."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags
