"""Photographs of receipts: JPEG files in the data directory, for the server's user alone."""

import os
import secrets
from pathlib import Path

from schemas.benefits import RECEIPT_BYTES
from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.app.settings import Settings

MEDIA_TYPE = "image/jpeg"
_BEGINS, _ENDS = b"\xff\xd8\xff", b"\xff\xd9"


def check_receipt(media_type: str, data: bytes) -> None:
    """Raises `Refusal` MALFORMED for what is no JPEG, TOO_LARGE beyond `RECEIPT_BYTES`."""
    if len(data) > RECEIPT_BYTES:
        raise Refusal(
            ProblemCode.TOO_LARGE,
            f"写真は{RECEIPT_BYTES // 1000}kBまでです",
            f"A photograph of {RECEIPT_BYTES // 1000} kB at most",
        )
    is_jpeg = data.startswith(_BEGINS) and data.rstrip(b"\x00").endswith(_ENDS)
    if media_type.partition(";")[0].strip().lower() != MEDIA_TYPE or not is_jpeg:
        raise Refusal(
            ProblemCode.MALFORMED,
            "JPEGの写真ではありません",
            "This is no JPEG picture",
            field="content-type",
        )


def keep_receipt(settings: Settings, data: bytes) -> str:
    """Writes a photograph under a name that nobody can guess; gives the name."""
    folder = _folder(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.jpg"
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)
    return name


def forget_receipt(settings: Settings, name: str) -> None:
    (_folder(settings) / name).unlink(missing_ok=True)


def kept_before(settings: Settings, ms: int) -> list[str]:
    """The names of the photographs that were written before an instant."""
    folder = _folder(settings)
    if not folder.is_dir():
        return []
    return sorted(one.name for one in folder.iterdir() if one.stat().st_mtime * 1000 < ms)


def read_receipt(settings: Settings, name: str) -> bytes:
    """Raises `Refusal` NOT_FOUND where the file is gone, as after a backup without it."""
    try:
        return (_folder(settings) / name).read_bytes()
    except FileNotFoundError:
        raise Refusal(ProblemCode.NOT_FOUND) from None


def _folder(settings: Settings) -> Path:
    return settings.data / "receipts"
