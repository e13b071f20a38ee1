"""Applications for subsidies, as phones make them."""

import io
import secrets
from typing import Any

import httpx
from PIL import Image

from tests.support.authenticator import CHANGE
from tests.support.offices import Person

PAYEE = {
    "bank": "0001",
    "branch": "123",
    "kind": 1,
    "number": "1234567",
    "holder": "モリモト サクラ",
}


def photograph_of_receipt(size: tuple[int, int] = (60, 80)) -> bytes:
    """A small JPEG."""
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, "JPEG")
    return file.getvalue()


def asked(day: int, **more: Any) -> dict[str, Any]:
    """A night for one, 20,000 yen of lodging, one receipt."""
    return {
        "ref": secrets.token_hex(16),
        "applicant": "employee",
        "from_day": day,
        "nights": 1,
        "persons": 1,
        "costs": [{"kind": "lodging", "yen": 20_000}],
        "receipts": 1,
        "payee": PAYEE,
        **more,
    }


async def send_receipt(
    somebody: Person, application: int, at: int = 1, data: bytes | None = None
) -> httpx.Response:
    return await somebody.browser.put(
        f"/api/subsidies/{application}/receipts/{at}",
        content=photograph_of_receipt() if data is None else data,
        headers=CHANGE | {"Content-Type": "image/jpeg"},
    )


async def applied(somebody: Person, benefit: int, day: int, **more: Any) -> int:
    """The number of an application that is complete."""
    wanted = asked(day, **more)
    answer = await somebody.post(f"/api/benefits/{benefit}/applications", wanted)
    assert answer.status_code == 200, answer.text
    number: int = answer.json()["id"]
    for at in range(1, wanted["receipts"] + 1):
        assert (await send_receipt(somebody, number, at)).status_code == 200
    return number
