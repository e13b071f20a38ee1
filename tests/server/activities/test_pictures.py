"""Pictures: small, of two formats, and silent on where they were taken."""

import io

import pytest
from PIL import Image

from schemas.projects import PICTURE_BYTES
from server.activities.pictures import forget_pictures
from server.app.clock import DAY_MS
from tests.support.activities import publish
from tests.support.authenticator import CHANGE
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, Person, admin, member

PATH = f"/api/office/{KAWAKAMI}/pictures"


def picture(form: str = "WEBP", size: tuple[int, int] = (64, 48), **more: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "green").save(buffer, form, **more)
    return buffer.getvalue()


def padded(wanted: int) -> bytes:
    """A JPEG of exactly so many bytes: what follows its end is nobody's concern."""
    content = picture("JPEG")
    return content + bytes(wanted - len(content))


async def send(by: Person, content: bytes) -> tuple[int, str]:
    headers = CHANGE | {"Content-Type": "image/webp"}
    answer = await by.browser.post(PATH, content=content, headers=headers)
    return answer.status_code, answer.json().get("name", "")


async def test_a_picture_is_kept_and_shown(village: Installation) -> None:
    chief = await admin(village)
    status, name = await send(chief, picture())
    assert status == 201
    assert (await send(chief, picture())) == (201, name)
    file = await publish(village, chief, pictures=[name])
    assert file["content"]["pictures"] == [name]
    shown = await village.browser().get(f"/api/pictures/{name}")
    assert shown.headers["content-type"] == "image/webp"
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert shown.content == picture()
    assert (await village.browser().get(f"/api/pictures/{'0' * 32}")).status_code == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (picture("JPEG"), 201),
        (padded(PICTURE_BYTES), 201),
        (padded(PICTURE_BYTES + 1), 413),
        (picture("PNG"), 400),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 400),
        (b"", 400),
        (picture("JPEG")[:40], 400),
        (picture(size=(4096, 8)), 201),
        (picture(size=(4097, 8)), 400),
    ],
    ids=["jpeg", "most", "too-large", "png", "svg", "empty", "cut", "wide", "too-wide"],
)
async def test_what_is_taken(village: Installation, content: bytes, status: int) -> None:
    assert (await send(await admin(village), content))[0] == status


async def test_a_picture_that_tells_where_it_was_taken_is_refused(village: Installation) -> None:
    chief = await admin(village)
    told = Image.Exif()
    told[0x0110] = "a camera"
    assert (await send(chief, picture("JPEG", exif=told)))[0] == 400


async def test_only_who_writes_projects_sends_pictures(village: Installation) -> None:
    await admin(village)
    assert (await send(await member(village), picture()))[0] == 403


async def test_what_no_project_shows_goes(village: Installation) -> None:
    chief = await admin(village)
    _, shown = await send(chief, picture())
    await publish(village, chief, pictures=[shown])
    _, unused = await send(chief, picture("JPEG"))

    async def forget() -> int:
        async with village.database.writing() as conn:
            return await forget_pictures(conn, village.clock(), 10)

    assert await forget() == 0
    village.clock.advance(DAY_MS)
    assert await forget() == 1
    assert (await village.browser().get(f"/api/pictures/{shown}")).status_code == 200
    assert (await village.browser().get(f"/api/pictures/{unused}")).status_code == 404
