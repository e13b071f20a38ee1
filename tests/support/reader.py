"""A reader that types: presses the keys of its own layout before a system that has another.

    type_code(phone, text, reader="US", system="JIS")

Real input events, with the key's place (`code`) and what the system's layout makes of it (`key`);
Playwright's own keyboard knows the US layout alone.
"""

import itertools
import time
from typing import Literal

from tests.support.browser import Phone

Layout = Literal["US", "JIS"]

SHIFT = 8
"""The modifier's bit in Chrome's protocol."""

COMMON = {" ": ("Space", False), "$": ("Digit4", True), "%": ("Digit5", True)} | {
    "-": ("Minus", False),
    ".": ("Period", False),
    "/": ("Slash", False),
}
APART: dict[Layout, dict[str, tuple[str, bool]]] = {
    "US": {"*": ("Digit8", True), "+": ("Equal", True), ":": ("Semicolon", True)},
    "JIS": {"*": ("Quote", True), "+": ("Semicolon", True), ":": ("Quote", False)},
}
# What those keys give where the layout is the other.
MADE: dict[Layout, dict[tuple[str, bool], str]] = {
    "US": {("Quote", True): '"', ("Semicolon", True): ":", ("Quote", False): "'"},
    "JIS": {("Digit8", True): "(", ("Equal", True): "~", ("Semicolon", True): "+"},
}


def type_code(
    phone: Phone,
    text: str,
    *,
    reader: Layout = "US",
    system: Layout = "US",
    caps_lock: bool = False,
    end: str | None = "Enter",
) -> None:
    """`end`: the key that the reader is set to end with. The keys follow one another by 1 ms:
    faster than they are sent, so that none is of a time that has not come."""
    clock = itertools.count(time.time(), 0.001)
    for sign in text:
        code, shift = _key(reader, sign)
        made = sign if reader == system else MADE[system].get((code, shift), sign)
        key = made.lower() if caps_lock else made
        _press(phone, key, code, next(clock), text=key, modifiers=SHIFT if shift else 0)
    if end:
        _press(phone, end, end, next(clock), text="\r" if end == "Enter" else "", modifiers=0)


def _press(phone: Phone, key: str, code: str, at: float, *, text: str, modifiers: int) -> None:
    about = {"key": key, "code": code, "modifiers": modifiers, "timestamp": at}
    if key == "Tab":
        about["windowsVirtualKeyCode"] = 9
    phone.cdp.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": text, **about})
    phone.cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **about})


def _key(layout: Layout, sign: str) -> tuple[str, bool]:
    if sign.isdigit():
        return f"Digit{sign}", False
    if sign.isalpha():
        return f"Key{sign}", True
    return COMMON.get(sign) or APART[layout][sign]
