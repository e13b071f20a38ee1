"""Any value that a schema allows, drawn by a seed: at the edges of its bounds as often as within.

The schemas say what a field may hold, so a new field is drawn without a word here.
"""

from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import Any

from msgspec import inspect

Special = Mapping[str, Callable[[Random], Any]]
"""By the name of a field: what it is drawn from instead of all that its schema allows."""

LETTERS = (*'aZ0 \n"\\é', "湯", "ﾆ", "が", "か\u3099", "🎣", "👩‍🌾", "\u200f", "\u0000", "\uffff")
UNBOUNDED = 2**53 - 1
"""What both languages hold exactly."""
MOST_TEXT, MOST_ITEMS = 12, 5
"""Of most values: those at their bounds are rare, and long."""


def draw(random: Random, schema: Any, special: Special | None = None) -> Any:
    """A value of a type, as `msgspec` would decode it."""
    return _draw(random, _type_of(schema), special or {})


@cache
def _type_of(schema: Any) -> inspect.Type:
    return inspect.type_info(schema)


def _draw(random: Random, kind: inspect.Type, special: Special) -> Any:  # noqa: PLR0911 - a table
    match kind:
        case inspect.IntType(ge=least, le=most):
            return _integer(
                random, -UNBOUNDED if least is None else least, UNBOUNDED if most is None else most
            )
        case inspect.BoolType():
            return random.random() < 0.5
        case inspect.BytesType(min_length=least, max_length=most):
            return random.randbytes(_length(random, least, most, MOST_TEXT))
        case inspect.StrType(min_length=least, max_length=most):
            length = _length(random, least, most, MOST_TEXT)
            return "".join(random.choices(LETTERS, k=length))[:length]
        case inspect.EnumType(cls=members):
            return random.choice(list(members))
        case inspect.ListType(item_type=item, min_length=least, max_length=most):
            return [
                _draw(random, item, special)
                for _ in range(_length(random, least, most, MOST_ITEMS))
            ]
        case inspect.UnionType(types=types):
            return _draw(random, random.choice(types), special)
        case inspect.StructType(cls=made, fields=fields):
            return made(
                **{
                    field.name: special[field.name](random)
                    if field.name in special
                    else _draw(random, field.type, special)
                    for field in fields
                }
            )
    raise TypeError(f"nothing draws {kind}")


def _integer(random: Random, least: int, most: int) -> int:
    """Each size of number is as likely as another: encodings change with the size."""
    near = random.choice((least, most, 0, 1 << random.randrange(most.bit_length() + 1)))
    value = near + random.randint(-2, 2) if random.random() < 0.5 else random.randint(least, most)
    return min(max(value, least), most)


def _length(random: Random, least: int | None, most: int | None, usual: int) -> int:
    low = least or 0
    if most is not None and random.random() < 0.02:
        return most
    return random.randint(low, max(low, usual if most is None else min(usual, most)))
