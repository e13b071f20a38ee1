"""What a local government code tells: the prefecture is in its first two digits."""

from functools import lru_cache

from schemas.standing import Person

_WEIGHTS = (6, 5)


@lru_cache(maxsize=4096)
def prefecture_of(body: int) -> int:
    """The code of the prefecture that a body lies in, or is: `XX000` and its check digit."""
    number = body // 10_000
    tens, ones = divmod(number, 10)
    check = (11 - (tens * _WEIGHTS[0] + ones * _WEIGHTS[1]) % 11) % 10
    return number * 10_000 + check


def is_prefecture(body: int) -> bool:
    return prefecture_of(body) == body


def is_home(person: Person, body: int) -> bool:
    """R16: where the person officially lives, the municipality and its prefecture alike."""
    return person.home != 0 and body in (person.home, prefecture_of(person.home))


def counted_in_statistics(person: Person) -> list[int]:
    """The bodies whose related population the person is of: all but the home (R16, R45)."""
    return [one.body for one in person.held if not is_home(person, one.body)]
