"""The camera's picture: YUV4MPEG2, one frame of 1280 x 720, 4:2:0."""

from pathlib import Path

import pytest
from PIL import Image

from tests.support.picture import HEIGHT, WIDTH, code_picture, write_camera_picture

HEADER = b"YUV4MPEG2 W1280 H720 F10:1 Ip A1:1 C420jpeg\nFRAME\n"
LUMA = WIDTH * HEIGHT
CHROMA = LUMA // 4


def written(path: Path, picture: Image.Image | None) -> bytes:
    """The frame's bytes: the light plane, then the two of colour."""
    write_camera_picture(path, picture)
    content = path.read_bytes()
    assert content.startswith(HEADER)
    return content[len(HEADER) :]


def light(frame: bytes, x: int, y: int) -> int:
    return frame[y * WIDTH + x]


def test_a_frame_has_its_size_and_no_colour(tmp_path: Path) -> None:
    frame = written(tmp_path / "camera.y4m", Image.new("RGB", (10, 10), "red"))
    assert len(frame) == LUMA + 2 * CHROMA
    assert set(frame[LUMA:]) == {128}


def test_with_nothing_before_it_the_camera_sees_one_grey(tmp_path: Path) -> None:
    assert len(set(written(tmp_path / "camera.y4m", None)[:LUMA])) == 1


@pytest.mark.parametrize("size", [(1280, 720), (2560, 1440)])
def test_a_picture_fills_the_frame_scaled_down_if_need_be(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    picture = Image.new("L", size, 255)
    picture.paste(0, (0, 0, size[0] // 2, size[1]))
    frame = written(tmp_path / "camera.y4m", picture)
    assert [light(frame, x, 360) for x in (0, 600, 680, 1279)] == [0, 0, 255, 255]


def test_a_small_picture_stands_in_the_middle_unscaled(tmp_path: Path) -> None:
    frame = written(tmp_path / "camera.y4m", Image.new("L", (100, 50), 0))
    dark = [index for index, value in enumerate(frame[:LUMA]) if value == 0]
    rows, columns = {index // WIDTH for index in dark}, {index % WIDTH for index in dark}
    assert (min(rows), max(rows), min(columns), max(columns)) == (335, 384, 590, 689)


def test_the_new_picture_takes_the_place_of_the_old_and_leaves_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "camera.y4m"
    first = written(path, None)
    assert written(path, code_picture("HELLO")) != first
    assert list(tmp_path.iterdir()) == [path]


def test_a_code_has_its_quiet_zone() -> None:
    """Four modules of light around, ISO/IEC 18004 section 6.3.8."""
    picture = code_picture("HELLO")
    module = picture.width / (21 + 8)
    edge = int(4 * module) - 1
    assert picture.crop((0, 0, picture.width, edge)).getextrema() == (255, 255)
    assert picture.getpixel((int(4.5 * module), int(4.5 * module))) == 0
