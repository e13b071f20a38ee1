"""When is a presentation that was seen before a copy? The rule, apart from any camera.

A presentation is named by its card and its time step, never by its signature, which is malleable.
The first to be shown is the one that counts; the same one coming back is

- the camera still looking at the same phone: nothing was scanned in between and at most
  `SAME_SIGHT_SECONDS` have passed since it was first read. Nothing is recorded again;
- else a copy: a picture of the code came after its owner, or the owner's phone came round again.

The minute counts from the first reading, so holding a copy before the camera cannot prolong it. A
phone that is really there shows another step after 30 seconds. A printed card has no step and can
be shown as often as one likes; it is weaker evidence for that (R26).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

SAME_SIGHT_SECONDS: Final = 60

Repeat = Literal["first", "same_sight", "copied"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A valid presentation as it was first read here. `at` is in Unix seconds."""

    body: int
    index: int
    step: int | None
    at: int


def repeat(seen: Sequence[Sighting], body: int, index: int, step: int | None, now: int) -> Repeat:
    """Judges a presentation by those accepted before it, oldest first."""
    name = (body, index, step)
    earlier = [s for s in seen if (s.body, s.index, s.step) == name]
    if not earlier:
        return "first"
    last = seen[-1]
    in_view = (last.body, last.index, last.step) == name
    if in_view and 0 <= now - last.at <= SAME_SIGHT_SECONDS:
        return "same_sight"
    return "first" if step is None else "copied"
