"""Local government codes (全国地方公共団体コード): five digits and a check digit."""


def check_digit(five_digits: str) -> int:
    """Weights 6 5 4 3 2, sum S; the last digit of 11 - (S mod 11).

    Raises ValueError for anything but five ASCII digits.
    """
    if len(five_digits) != 5 or not five_digits.isascii() or not five_digits.isdigit():
        raise ValueError(f"{five_digits!r} is not five digits")
    weighted = zip(five_digits, range(6, 1, -1), strict=True)
    return (11 - sum(int(digit) * weight for digit, weight in weighted) % 11) % 10


def format_code(code: int) -> str:
    """Six digits, with the zero that a number lacks in front."""
    return f"{code:06d}"
