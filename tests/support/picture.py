"""A picture of a QR code as what the browser's fake camera reads: frames of YUV4MPEG2."""

from pathlib import Path

import segno
from PIL import Image

WIDTH, HEIGHT = 1280, 720
CODE_PIXELS = 480


def write_camera_picture(
    path: Path, picture: Image.Image | None, *more: Image.Image | None, a_second: int = 10
) -> None:
    """Puts a picture (a grey frame for None) before the camera; of several, one after the other,
    over and over.

    The file takes the place of the old one at once, so a browser that opens the camera meanwhile
    reads one or the other.
    """
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{a_second}:1 Ip A1:1 C420jpeg\n".encode()
    grey = bytes([128]) * (WIDTH // 2 * (HEIGHT // 2) * 2)
    new = path.with_suffix(".new")
    with new.open("wb") as out:
        out.write(header)
        for one in (picture, *more):
            out.write(b"FRAME\n" + _frame(one) + grey)
    new.replace(path)


def _frame(picture: Image.Image | None) -> bytes:
    frame = Image.new("L", (WIDTH, HEIGHT), 160)
    if picture is not None:
        scaled = picture.convert("L")
        scaled.thumbnail((WIDTH, HEIGHT))
        frame.paste(scaled, ((WIDTH - scaled.width) // 2, (HEIGHT - scaled.height) // 2))
    return frame.tobytes()


def code_picture(text: str, error: str = "L") -> Image.Image:
    """A QR code of a text, as a phone's screen shows it."""
    code = segno.make(text, error=error, boost_error=False, micro=False)
    rows = [[1 if dark else 0 for dark in row] for row in code.matrix_iter(border=4)]
    image = Image.new("L", (len(rows), len(rows)))
    image.putdata([0 if dark else 255 for row in rows for dark in row])
    return image.resize((CODE_PIXELS, CODE_PIXELS), Image.Resampling.NEAREST)
