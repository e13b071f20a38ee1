"""The fictitious people who can be chosen, and those who are typed in. Nobody of them exists."""

import datetime
import hashlib

from msgspec import Struct

MAX_TEXT = 200
MALE, FEMALE, UNSTATED = "male", "female", "unknown"


class Person(Struct, frozen=True):
    """`key` tells one person from another; who moved is the same one at another address."""

    id: str
    key: str
    name: str
    address: str
    birthdate: str
    gender: str
    about_ja: str = ""
    about_en: str = ""


def people_on(today: datetime.date) -> list[Person]:
    """Those who can be chosen. The minor is one on any day."""
    minor = today.replace(year=today.year - 15, day=min(today.day, 28)).isoformat()
    return [
        Person(
            "sakura",
            "sakura",
            "森本 さくら",
            "奈良県吉野郡吉野町大字上市80番地の1",
            "1984-04-03",
            FEMALE,
            "吉野町に住む大人",
            "An adult who lives in Yoshino",
        ),
        Person(
            "sakura-moved",
            "sakura",
            "森本 さくら",
            "東京都千代田区霞が関1丁目2番1号",
            "1984-04-03",
            FEMALE,
            "同じ人が、千代田区へ引っ越した後",
            "The same person after moving to Chiyoda",
        ),
        Person(
            "ichiro",
            "ichiro",
            "青木 一郎",
            "北海道札幌市中央区北1条西2丁目",
            "1949-11-20",
            MALE,
            "札幌市に住む大人",
            "An adult who lives in Sapporo",
        ),
        Person(
            "misaki",
            "misaki",
            "川上 美咲",
            "奈良県吉野郡川上村大字迫1335番地の7",
            "1991-02-28",
            FEMALE,
            "川上村に住む大人",
            "An adult who lives in Kawakami",
        ),
        Person(
            "haru",
            "haru",
            "青木 陽",
            "大阪府大阪市北区中之島1丁目3番20号",
            minor,
            UNSTATED,
            "15歳の未成年",
            "A minor, 15 years old",
        ),
        Person(
            "yoko",
            "yoko",
            "青木 洋子",
            "大阪府大阪市北区中之島1丁目3番20号",
            "1979-09-15",
            FEMALE,
            "陽さんの保護者",
            "The guardian of the minor",
        ),
        Person(
            "abroad",
            "abroad",
            "海野 渡",
            "アメリカ合衆国ハワイ州",
            "1970-06-01",
            MALE,
            "市区町村が読み取れない住所の人",
            "Somebody whose address names no municipality",
        ),
    ]


def typed(name: str, address: str, birthdate: str, gender: str) -> Person:
    """A person as typed in. Raises ValueError for what no card could say.

    Name and date of birth tell who it is: the same with another address has moved.
    """
    name, address = name.strip(), address.strip()
    if not name or not address or max(len(name), len(address)) > MAX_TEXT:
        raise ValueError("name and address have 1 to 200 characters")
    datetime.date.fromisoformat(birthdate)
    if gender not in (MALE, FEMALE, UNSTATED):
        raise ValueError("no gender of a card")
    key = hashlib.sha256(f"{name}\x00{birthdate}".encode()).hexdigest()
    return Person("typed", key, name, address, birthdate, gender)


def pairwise_subject(sector: str, person: Person) -> str:
    """The person's name for the clients of one host alone (OpenID Connect Core section 8.1).

    Made up from what everybody can read here, so it stays the same over restarts.
    """
    return hashlib.sha256(f"furusato-idp\x00{sector}\x00{person.key}".encode()).hexdigest()[:40]
