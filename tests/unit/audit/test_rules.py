"""What the audit log keeps of a request: numbers and days, and no word that anybody wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.audit.rules import MAX_DETAIL, about_of, detail_of, is_kept, member_of

MEMBER = "/api/office/{code}/members/{number}/standing"


@pytest.mark.parametrize(
    ("template", "about"),
    [
        (MEMBER, "members"),
        ("/api/office/{code}", "office"),
        ("/api/office/{code}/audit.csv", "audit"),
        ("/api/office/{code}/desk/count", "desk"),
        ("/api/invites/accept", "invites"),
        ("/api/operator", "operator"),
    ],
)
def test_a_route_belongs_to_a_part_of_the_office(template: str, about: str) -> None:
    assert about_of(template) == about


def test_whose_record_it_was() -> None:
    assert member_of(MEMBER, {"code": "294527", "number": 7}) == 7
    assert member_of("/api/office/{code}/members", {"code": "294527"}) == 0
    assert member_of("/api/office/{code}/places/{number}", {"number": 7}) == 0


def test_only_numbers_and_days_are_kept_of_what_was_asked() -> None:
    asked = {"query": "もりた", "day": "2026-11-23", "place": "3", "code": "294527", "by": "1=1"}
    assert detail_of({"code": "294527", "number": 7}, asked) == (
        "number=7 day=2026-11-23 place=3 code=294527"
    )


@given(st.dictionaries(st.text("abc", min_size=1, max_size=30), st.text(max_size=20)))
def test_what_people_wrote_is_never_kept(asked: dict[str, str]) -> None:
    kept = detail_of({}, asked)
    assert len(kept) <= MAX_DETAIL
    for word in asked.values():
        if any(letter.isalpha() for letter in word):
            assert f"={word}" not in kept.split(" ")


def test_a_look_is_kept_unless_it_shows_nobody_and_a_change_always() -> None:
    places = "/api/office/{code}/places"
    assert is_kept("GET", MEMBER, changes=False)
    assert is_kept("GET", "/api/office/{code}/something-new", changes=False)
    assert not is_kept("GET", places, changes=False)
    assert is_kept("POST", places, changes=True)
    assert is_kept("GET", places, changes=True)
