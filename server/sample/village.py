"""Who and what is in the sample village. The bodies are real, everyone and everything else is not.

Names are common Japanese ones put together at random; places and projects are invented.
"""

from typing import Final

from msgspec import Struct

from schemas.api import Facility, Persona, Price, WritePlace, WriteProject
from schemas.feed import Period, PlaceKind
from schemas.partners import PartnerKind, WritePartner

VILLAGE: Final = 294527
"""川上村 (Kawakami, Nara)."""
PREFECTURE: Final = 290009
"""奈良県."""

DAYS: Final = 100
"""How far the village's history goes back."""

BATH, MUSEUM, LODGING = 0, 1, 2
PLACES: Final = (
    WritePlace("杉の湯(見本)", "Cedar Bath (sample)", PlaceKind.BATH),
    WritePlace("森の資料館(見本)", "Forest Museum (sample)", PlaceKind.MUSEUM),
    WritePlace("ゲストハウス源流(見本)", "Riverhead Guest House (sample)", PlaceKind.LODGING),
    WritePlace("村民体育館(見本)", "Village Gymnasium (sample)", PlaceKind.SHELTER),
)

BATH_RATES: Final = Facility(
    prices=[
        Price("大人(見本)", 900, english="Adult (sample)", resident=500),
        Price("小学生(見本)", 450, english="Pupil (sample)", age_from=6, age_to=11, resident=250),
    ],
    companions=3,
    quota=20,
    period=Period.MONTH,
)
"""What the bath asks: members pay as villagers do."""

PARTNER: Final = WritePartner(
    name="源流の森守り(見本)",
    kind=PartnerKind.RMO,
    english="Riverhead Forest Keepers (sample)",
    contact="世話役 南(見本)",
)

FORESTRY, FESTIVAL = 0, 1
PROJECTS: Final = (
    WriteProject(
        name="杉林の下草刈り(見本)",
        english="Clearing undergrowth in the cedar woods (sample)",
        place=None,
        designated=True,
        basis="村有林の手入れは水源と地域を守る公共の仕事で、担い手が足りない。",
    ),
    WriteProject(
        name="夏まつりの手伝い(見本)",
        english="Helping at the summer festival (sample)",
        place=None,
        designated=False,
    ),
)

MEMBER, STAFF, OFFICE, ORGANISER = "member", "staff", "office", "organiser"
PERSONAS: Final = (
    Persona(
        id=MEMBER,
        name="森本 さくら",
        english="Sakura Morimoto",
        role="member",
        description="大阪に住むふるさと住民。登録証を見せ、滞在を記録します。",
        description_english="A member who lives in Osaka: shows her card and records her stays.",
        start="/card",
    ),
    Persona(
        id=STAFF,
        name="杉の湯の受付",
        english="Reception at the bath",
        role="staff",
        description="職員の電話で登録証を読み取ります。圏外でも使えます。",
        description_english="Scans members' cards with a phone, also without a signal.",
        start="/staff",
    ),
    Persona(
        id=OFFICE,
        name="村役場 地域振興係",
        english="The village office",
        role="office",
        description="場所と活動、職員、登録者を管理します。",
        description_english="Looks after places, projects, staff and members.",
        start="/office",
    ),
    Persona(
        id=ORGANISER,
        name="源流の森守り",
        english="Riverhead Forest Keepers",
        role="partner",
        description="地域の団体の世話役。自分たちの活動の受付をし、仲間を招きます。",
        description_english="Runs a local partner: receives helpers, and invites its own people.",
        start="/partner",
    ),
)


def account_of(persona: str) -> str:
    """The account of a persona, or of a person by their `key`."""
    return f"sample-{persona}"


class Person(Struct, frozen=True):
    """A member, who joined so many days ago and comes every so many days, until so long ago.

    Who has no name has set none; who `refuses` refused the prefecture (R03). Who proved who they
    are `lives` at an address and was `born` on a day; some applied for premium so many days ago.
    """

    key: str
    name: str
    joined: int
    every: int
    place: int
    until: int = 0
    project: int | None = None
    refuses: bool = False
    lives: str = ""
    born: str = "1980-05-05"
    applied: int | None = None


LAPSED, LOST, SHOWN, ON_PAPER = "kobayashi", "hayashi", "okada", "ikeda"
"""Whose card ran out, whose phone was lost, and who show their cards for the scanner's trial, on a
phone and on paper: the one with the phone has not been there today, so that whoever tries it sees
the count rise."""

REFUSED, FORGOT = "tanaka", "sasaki"
"""Who was refused premium and asks that somebody looks again, and who was there without a scan and
entered the day on their own phone."""

STAFF_DECIDE_SINCE: Final = 30
"""Before so many days ago the system granted premium, since then staff do (R31)."""

PEOPLE: Final = (
    Person(
        MEMBER,
        "森本 さくら",
        96,
        7,
        BATH,
        project=FORESTRY,
        lives="大阪府大阪市北区梅田一丁目",
        born="1984-11-03",
        applied=50,
    ),
    Person(REFUSED, "田中 健一", 98, 9, BATH, lives="東京都千代田区丸の内二丁目", applied=35),
    Person("suzuki", "鈴木 あや", 97, 14, MUSEUM),
    Person(
        "sato",
        "佐藤 誠",
        95,
        6,
        LODGING,
        project=FORESTRY,
        lives="愛知県名古屋市中区栄三丁目",
        born="1959-02-18",
        applied=48,
    ),
    Person("takahashi", "高橋 美咲", 92, 21, BATH),
    Person("ito", "伊藤 大輔", 90, 12, LODGING, refuses=True),
    Person(LAPSED, "小林 由紀", 88, 10, BATH, until=40),
    Person("kato", "加藤 直樹", 86, 15, MUSEUM),
    Person("yoshida", "", 83, 18, BATH),
    Person(
        "yamada",
        "山田 千尋",
        80,
        8,
        BATH,
        project=FORESTRY,
        lives="京都府京都市左京区吉田本町",
        born="1996-07-30",
        applied=2,
    ),
    Person(FORGOT, "佐々木 亮", 77, 11, LODGING),
    Person("yamaguchi", "山口 奈緒", 74, 25, MUSEUM, refuses=True),
    Person("matsumoto", "松本 恵", 70, 13, BATH),
    Person("inoue", "", 66, 16, LODGING),
    Person("kimura", "木村 翔太", 61, 9, BATH, project=FESTIVAL),
    Person(LOST, "林 真由美", 58, 7, BATH, until=3),
    Person("shimizu", "清水 拓也", 52, 12, MUSEUM),
    Person(
        "yamazaki",
        "山崎 彩",
        47,
        10,
        LODGING,
        project=FORESTRY,
        lives="兵庫県神戸市中央区三宮町",
    ),
    Person("mori", "森 和夫", 41, 5, BATH),
    Person("abe", "阿部 香織", 36, 14, BATH),
    Person(ON_PAPER, "池田 隼人", 29, 9, MUSEUM),
    Person("hashimoto", "", 22, 6, BATH, refuses=True),
    Person(SHOWN, "岡田 菜々子", 16, 4, BATH, until=1, project=FORESTRY),
    Person("goto", "後藤 啓介", 9, 3, LODGING),
    Person("hasegawa", "長谷川 舞", 4, 2, MUSEUM),
)
