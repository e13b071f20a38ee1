"""Local government codes (全国地方公共団体コード): five digits and a check digit."""


def with_check_digit(five: str) -> str:
    """The six-digit code. Weights 6 5 4 3 2, sum S; the last digit of 11 - (S mod 11)."""
    total = sum(int(digit) * weight for digit, weight in zip(five, range(6, 1, -1), strict=True))
    return f"{five}{(11 - total % 11) % 10}"


def format_code(code: int) -> str:
    """Six digits, with the zero that a number lacks in front."""
    return f"{code:06d}"
