"""What the audit log keeps of a request: the part of the office, numbers and days, no words."""

import re
from collections.abc import Mapping
from typing import Any

SHOWS_NOBODY = frozenset(
    {
        "GET /api/office/{code}",
        "GET /api/office/{code}/activities",
        "POST /api/office/{code}/activities/days",
        "GET /api/office/{code}/activities/report",
        "GET /api/office/{code}/activities/report.csv",
        "GET /api/office/{code}/activities/report.pdf",
        "GET /api/office/{code}/activities/waiting",
        "GET /api/office/{code}/activities/{activity}",
        "GET /api/office/{code}/apps",
        "GET /api/office/{code}/benefits",
        "POST /api/office/{code}/benefits/preview",
        "GET /api/office/{code}/cards",
        "GET /api/office/{code}/desk/count",
        "GET /api/office/{code}/figures",
        "POST /api/office/{code}/figures",
        "GET /api/office/{code}/figures/{name}",
        "GET /api/office/{code}/imports",
        "GET /api/office/{code}/partners",
        "GET /api/office/{code}/partners/{partner}",
        "GET /api/office/{code}/places",
        "GET /api/office/{code}/places/{place}/code.pdf",
        "GET /api/office/{code}/places/{place}/code.svg",
        "GET /api/office/{code}/places/{place}/facility",
        "GET /api/office/{code}/places/{place}/kiosks",
        "GET /api/office/{code}/policy",
        "POST /api/office/{code}/policy/preview",
        "GET /api/office/{code}/programmes",
        "GET /api/office/{code}/projects",
        "GET /api/office/{code}/projects/{project}/code.pdf",
        "GET /api/office/{code}/projects/{project}/code.svg",
        "GET /api/office/{code}/publishing",
        "GET /api/office/{code}/subsidies/count",
        "GET /api/office/{code}/uploads/{upload}/progress",
        "GET /api/operator",
    }
)
"""Routes that show no personal data: a look at these is not kept. A route that nobody put here is
kept, so none can be forgotten. What changes something is kept in any case."""

KEPT_DAYS = 3 * 365
MAX_DETAIL = 200

_PLAIN = re.compile(r"[0-9]{1,10}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OFFICE = re.compile(r"^/api/office/\{code\}(?:/([a-z-]+))?")
_PART = re.compile(r"^/api/([a-z-]+)")


def is_kept(method: str, template: str, *, changes: bool) -> bool:
    return changes or f"{method} {template}" not in SHOWS_NOBODY


def about_of(template: str) -> str:
    """The part of the office that a route belongs to: what stands behind the body's code."""
    office = _OFFICE.match(template)
    if office:
        return (office[1] or "office")[:24]
    part = _PART.match(template)
    return part[1][:24] if part else ""


def member_of(template: str, path: Mapping[str, Any]) -> int:
    """The number of the member whose record a route is about; 0 for none."""
    number = path.get("number")
    return number if isinstance(number, int) and "/members/{number" in template else 0


def detail_of(path: Mapping[str, Any], query: Mapping[str, Any]) -> str:
    """What was asked for, of numbers and days alone: a name that was sought is personal data."""
    asked = {name: value for name, value in path.items() if name != "code"} | dict(query)
    words = [f"{name}={value}" for name, value in asked.items() if _PLAIN.fullmatch(str(value))]
    return " ".join(words)[:MAX_DETAIL]
