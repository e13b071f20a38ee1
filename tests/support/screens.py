"""Pictures of screens, to be looked at: each in two sizes, light and dark, Japanese and English.

    for language in LANGUAGES:
        speak(page, language)
        photograph(page, "card")  # build/screens/card.360.light.ja.png and its like

`photograph` does not load the page anew, so a dialog or a verdict stays on it. `just screens` takes
all eight of a screen; other runs take four, in which each size meets each scheme and each language.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, ViewportSize

from tests.support.browser import wait_until

DIRECTORY = Path(__file__).resolve().parents[2] / "build" / "screens"

SIZES: tuple[ViewportSize, ...] = (
    {"width": 360, "height": 740},
    {"width": 1280, "height": 800},
)
ALL = "FURUSATO_ALL_SCREENS" in os.environ
LONGEST = 4000
"""Height of a picture, in CSS pixels: what is below is left out."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LANGUAGES = ("ja", "en")
KEPT_LANGUAGE = "furusato.language"
"""Where the app keeps the language that the person chose."""


def speak(page: Page, language: str) -> None:
    """Has the app speak this language, as if it had been chosen; loads the page anew."""
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEPT_LANGUAGE, language])
    page.reload()
    wait_until(page, f"document.documentElement.lang === {json.dumps(language)}")


def photograph(
    page: Page, name: str, *, whole: bool = False, look: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Writes the pictures of what is on the page now; `whole` also shows what is below.

    For that the window is made as high as the page, so that what is fixed to its foot stands there.
    `look` is called at each with its name, while the page looks so. Gives the pictures' paths. The
    page is left as it was found, size and scheme too.
    """
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    language = page.evaluate("document.documentElement.lang")
    taken = []
    for at, size in enumerate(SIZES):
        page.set_viewport_size(size)
        if whole:
            page.set_viewport_size({**size, "height": max(size["height"], _height(page))})
        for scheme in SCHEMES if ALL else (SCHEMES[(at + LANGUAGES.index(language)) % 2],):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate("document.fonts.ready.then(() => true)")
            path = DIRECTORY / f"{name}.{size['width']}.{scheme}.{language}.png"
            page.screenshot(path=path, animations="disabled")
            taken.append(path)
            look(path.stem)
    page.emulate_media(color_scheme="null", reduced_motion="null")
    if before is not None:
        page.set_viewport_size(before)
    return taken


def _height(page: Page) -> int:
    return min(int(page.evaluate("document.documentElement.scrollHeight")), LONGEST)
