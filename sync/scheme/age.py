"""R17. Age by the law on its reckoning (年齢計算ニ関する法律): a year is full at the end of the day
before the birthday, so who was born on 29 February is a year older on 1 March of a common year."""

from sync.calendar import months_after, months_before

_FULL_AGE = 18


def of_age_from(birth_day: int) -> int:
    """The first day on which somebody is 18."""
    return aged_from(birth_day, _FULL_AGE)


def aged_from(birth_day: int, years: int) -> int:
    """The first day on which somebody is so many years old."""
    day = months_after(birth_day, 12 * years)
    # Shortened to the end of February, if going back does not lead to the birthday.
    return day if months_before(day, 12 * years) == birth_day else day + 1


def is_minor(birth_day: int, day: int) -> bool:
    return day < of_age_from(birth_day)


def needs_guardian(birth_day: int, day: int, *, consented: bool) -> bool:
    """Whether a proof alone is not enough on a day. `consented`: a guardian's word stands."""
    return not consented and is_minor(birth_day, day)
