"""The web app's files: compressed, cached for ever or asked for again, and the app's own paths."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server import catalogue
from tests.support.installation import Installation, installation

SCRIPT = "assets/main-B8xf_3Qz.js"


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Installation]:
    web = tmp_path / "dist"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html><title>登録証</title>")
    (web / SCRIPT).write_text("console.log(1)")
    (web / f"{SCRIPT}.br").write_bytes(b"compressed")
    (web / f"{SCRIPT}.map").write_text("{}")
    (web / "sw.js").write_text("self")
    (web / "manifest.webmanifest").write_text("{}")
    (web / "assets" / "reader-C9yg_4Ra.wasm").write_bytes(b"\0asm")
    url = f"sqlite+aiosqlite:///{tmp_path}/village.db"
    async with installation(url, tmp_path, web=web) as opened:
        yield opened


@pytest.mark.parametrize(
    "path", ["/", "/card", "/office/292010/places", "/v/ABC", "/V/ABC", "/join", "/index.html"]
)
async def test_the_apps_own_paths_give_its_first_page(village: Installation, path: str) -> None:
    answer = await village.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert "登録証" in answer.text


async def test_hashed_files_are_kept_for_ever(village: Installation) -> None:
    answer = await village.client.get(f"/{SCRIPT}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in answer.headers
    assert answer.text == "console.log(1)"


@pytest.mark.parametrize("path", ["/sw.js", "/manifest.webmanifest", "/index.html"])
async def test_files_under_a_lasting_name_are_asked_for_again(
    village: Installation, path: str
) -> None:
    assert (await village.client.get(path)).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepts", "compressed"),
    [
        ("br", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("gzip, br;q=0", False),
        ("identity", False),
        ("brotli", False),
    ],
)
async def test_brotli_goes_to_those_who_take_it(
    village: Installation, accepts: str, compressed: bool
) -> None:
    async with village.client.stream(
        "GET", f"/{SCRIPT}", headers={"Accept-Encoding": accepts}
    ) as answer:
        body = b"".join([piece async for piece in answer.aiter_raw()])
    assert (answer.headers.get("content-encoding") == "br") is compressed
    assert body == (b"compressed" if compressed else b"console.log(1)")


async def test_what_the_browser_has_is_not_sent_again(village: Installation) -> None:
    first = await village.client.get("/sw.js")
    tag = first.headers["etag"]
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await village.client.get("/sw.js", headers={"If-None-Match": header})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == "no-cache"
    changed = await village.client.get("/sw.js", headers={"If-None-Match": '"other"'})
    assert changed.status_code == 200


async def test_each_form_has_its_own_tag(village: Installation) -> None:
    plain = await village.client.get(f"/{SCRIPT}", headers={"Accept-Encoding": "identity"})
    async with village.client.stream(
        "GET", f"/{SCRIPT}", headers={"Accept-Encoding": "br"}
    ) as compressed:
        assert compressed.headers["etag"] != plain.headers["etag"]


async def test_head_tells_without_sending(village: Installation) -> None:
    answer = await village.client.head("/sw.js")
    assert answer.status_code == 200
    assert answer.headers["etag"]
    assert answer.content == b""


@pytest.mark.parametrize(
    "path",
    [f"/{SCRIPT}.br", f"/{SCRIPT}.map", "/../village.db", "/%2e%2e/village.db", "/keys/x.key"],
)
async def test_nothing_but_the_built_files_is_served(village: Installation, path: str) -> None:
    assert (await village.client.get(path)).status_code == 404


async def test_wasm_has_the_type_that_browsers_insist_on(village: Installation) -> None:
    answer = await village.client.get("/assets/reader-C9yg_4Ra.wasm")
    assert answer.headers["content-type"] == "application/wasm"


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000"])
async def test_who_comes_by_number_is_sent_to_the_name(village: Installation, host: str) -> None:
    answer = await village.client.get("/office/292010", headers={"Host": host})
    assert answer.status_code == 307
    assert answer.headers["location"] == "http://localhost:8000/office/292010"


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:9", "192.168.0.2:8000", "proxy"])
async def test_any_other_host_is_answered(village: Installation, host: str) -> None:
    assert (await village.client.get("/card", headers={"Host": host})).status_code == 200


async def test_an_app_that_is_not_built_says_so(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/village.db"
    async with installation(url, tmp_path) as village:
        answer = await village.client.get("/")
    assert answer.status_code == 503
    assert "just serve" in answer.json()["detail"]


async def test_the_catalogue_of_bodies_is_sent_once_and_compressed(village: Installation) -> None:
    first = await village.client.get("/catalogue/bodies.json")
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["content-type"] == "application/json"
    assert first.content == catalogue.FILE.read_bytes()
    assert len(first.json()["bodies"]) == 1788
    headers = {"If-None-Match": first.headers["etag"]}
    again = await village.client.get("/catalogue/bodies.json", headers=headers)
    assert again.status_code == 304
