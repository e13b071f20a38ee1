"""From an address to a body: every municipality of the catalogue; unknown rather than wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.catalogue import BodyKind, CatalogueBody
from server.catalogue import all_bodies, counties, find
from server.identity.addresses import MAX_ADDRESS, UNKNOWN, body_of_address, normalised

MUNICIPALITIES = [body for body in all_bodies() if body.kind is BodyKind.MUNICIPALITY]
PREFECTURES = [body for body in all_bodies() if body.kind is BodyKind.PREFECTURE]


def prefecture_name(body: CatalogueBody) -> str:
    found = find(body.prefecture)
    assert found is not None
    return found.name


def test_the_catalogue_is_whole() -> None:
    assert (len(MUNICIPALITIES), len(PREFECTURES)) == (1741, 47)


def test_every_municipality_by_its_own_name() -> None:
    """With and without its county, alone and with a street behind it."""
    for body in MUNICIPALITIES:
        prefecture, county = prefecture_name(body), counties()[body.code]
        for text in {prefecture + body.name, prefecture + county + body.name}:
            for street in ("", "大字上市80-1", "1-2-3", "市町村123番地", "中央区4丁目"):
                assert body_of_address(text + street) == body.code, text + street


def test_every_municipality_by_its_county_alone_or_not_at_all() -> None:
    """Without the prefecture: the right body, or none; never another."""
    told = 0
    for body in MUNICIPALITIES:
        found = body_of_address(counties()[body.code] + body.name + "1-1")
        assert found in (body.code, UNKNOWN), body
        told += found == body.code
        assert body_of_address(body.name + "1-1") in (body.code, UNKNOWN), body
    assert told > 1_690  # all but the 23 wards, and names that stand twice


def test_a_prefecture_alone_is_no_home() -> None:
    for body in PREFECTURES:
        assert body_of_address(body.name) == UNKNOWN
        assert body_of_address(body.name + "吉野川市だったところ1-1") in (
            UNKNOWN,
            362051,  # 徳島県吉野川市
        )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("奈良県吉野郡吉野町大字上市80-1", 294411),
        ("奈良県吉野郡吉野町大字上市８０−１", 294411),
        ("奈良県 吉野郡 吉野町 大字上市80番地の1", 294411),
        ("　奈良県　吉野町　", 294411),
        ("奈良県吉野町大字上市80-1", 294411),
        ("吉野郡吉野町大字上市80-1", 294411),
        ("東京都千代田区霞が関1-2-1", 131016),
        ("北海道札幌市中央区北1条西2丁目", 11002),
        ("札幌市中央区北１条西２丁目", 11002),
        ("大阪府大阪市北区中之島1丁目", 271004),
        ("京都府京都市中京区", 261009),
        ("京都市中京区", 261009),
        ("東京都府中市宮西町", 132063),
        ("広島県府中市府川町", 342084),
        ("広島県安芸郡府中町大通", 343021),
        ("茨城県龍ケ崎市3710", 82082),
        ("茨城県竜ヶ崎市3710", 82082),
        ("茨城県龍ｹ崎市3710", 82082),
        ("青森県西津軽郡鯵ヶ沢町", 23213),
        ("高知県高岡郡檮原町", 394050),
        ("宮城県塩釜市旭町", 42030),
        ("岐阜県飛驒市古川町", 212172),
        ("埼玉県さいたま市浦和区高砂", 111007),
        ("福岡県糟屋郡須恵町", 403440),
        ("熊本県葦北郡芦北町", 434825),
    ],
)
def test_as_people_write_it(text: str, code: int) -> None:
    assert body_of_address(text) == code
    assert find(code) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "奈良県",
        "奈良県大阪市北区",
        "吉野町大字上市80-1",  # a town without county and prefecture
        "中央区銀座1-1",  # a ward of Tokyo, or of ten cities
        "府中市宮西町",  # in two prefectures
        "伊達市",
        "奈良県吉野郡川上町",  # no such town
        "奈良県宇陀郡吉野町",  # of another county
        "奈良県吉野郡西吉野村",  # no more
        "大字上市80-1 奈良県吉野郡吉野町",
        "アメリカ合衆国ハワイ州",
        "1-1",
        "奈" * (MAX_ADDRESS + 1),
        "奈良県吉野郡吉野町" + "大" * MAX_ADDRESS,
    ],
)
def test_unknown_rather_than_wrong(text: str) -> None:
    assert body_of_address(text) == UNKNOWN


def test_no_two_bodies_become_one_by_variants() -> None:
    names = {prefecture_name(body) + body.name for body in MUNICIPALITIES}
    assert len({normalised(name) for name in names}) == len(MUNICIPALITIES)


@given(st.text(max_size=80))
def test_any_text_is_a_municipality_or_unknown(text: str) -> None:
    found = body_of_address(text)
    body = find(found)
    assert found == UNKNOWN or (body is not None and body.kind is BodyKind.MUNICIPALITY)


@given(st.sampled_from(MUNICIPALITIES), st.text(max_size=30), st.sampled_from(["", " ", "　"]))
def test_what_comes_after_changes_nothing(body: CatalogueBody, street: str, gap: str) -> None:
    """Where no longer name of another body happens to come out of it."""
    text = prefecture_name(body) + gap + body.name + gap + street
    assert body_of_address(text) in (body.code, _longer(body, text))


def _longer(body: CatalogueBody, text: str) -> int:
    plain = normalised(text)
    names = {
        normalised(prefecture_name(other) + other.name): other.code
        for other in MUNICIPALITIES
        if other.prefecture == body.prefecture
    }
    fitting = [name for name in names if plain.startswith(name)]
    return names[max(fitting, key=len)]
