"""What the sample village asks help for in the weeks to come, and who applied."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.partners import PartnerKind, WritePartner
from schemas.projects import (
    ActivityState,
    Apply,
    Choosing,
    Ground,
    Skill,
    Theme,
    WriteActivity,
    WriteOccasion,
)
from server.activities import applying, keeping
from server.activities.listing import file_of
from server.activities.reach import Reach
from server.app.clock import DAY_MS, MINUTE_MS
from server.partners.directory import make_partner
from server.sample.village import MEMBER, OFFICE, VILLAGE, account_of
from sync.calendar import day_of, format_day, parse_day

HALL = WritePartner(
    name="上流自治会(見本)",
    english="Upstream Residents' Association (sample)",
    kind=PartnerKind.RESIDENTS,
    contact="会長",
)
CORPS = WritePartner(
    name="水源の森を守る会(見本)",
    english="Friends of the Headwaters (sample)",
    kind=PartnerKind.NPO,
    contact="事務局",
    designated=True,
    basis="水源の森の手入れは地域を守る公共の仕事で、担い手が足りない。",
)
_ALL = list(Ground)


class Asked(Struct, frozen=True):
    """A project: how it is written, on which days from today, for how many, and who applies."""

    content: dict[str, Any]
    days: tuple[int, ...]
    starts: str
    ends: str
    capacity: int
    partner: WritePartner | None = None
    to: ActivityState = ActivityState.PUBLISHED
    applicants: tuple[str, ...] = ()
    """To the first of its days, in this order."""


ASKED = (
    Asked(
        {
            "name": "用水路の泥上げ(見本)",
            "english": "Clearing the water channel (sample)",
            "about": "春に水を引く前に、集落の用水路にたまった泥と落ち葉を上げます。"
            "昼は集会所でみんなで食べます。",
            "about_english": "Before the water runs in spring we clear the hamlet's channel of mud "
            "and leaves. Lunch together at the hall.",
            "themes": [Theme.WATER, Theme.FARMING, Theme.ROADS],
            "where": "上流集会所の前",
            "latitude": 34.27,
            "longitude": 135.95,
            "bring": "長靴、軍手、着替え",
            "insurance": "自治会の行事保険に入ります",
            "reward": "昼食と、地元の野菜",
            "contact": "会長",
            "grounds": _ALL,
        },
        days=(6, 20),
        starts="08:30",
        ends="12:00",
        capacity=3,
        partner=HALL,
        applicants=("tanaka", "sato", "yamada", MEMBER, "kimura"),
    ),
    Asked(
        {
            "name": "水源の森の間伐(見本)",
            "english": "Thinning the headwater forest (sample)",
            "about": "混み合った杉を間引き、運び出します。"
            "はじめての人には、講習をしてから入ります。",
            "about_english": "We thin crowded cedars and carry them out. "
            "Beginners are taught first.",
            "themes": [Theme.FOREST],
            "skills": [Skill.MACHINES, Skill.DRIVING],
            "where": "森の資料館の駐車場",
            "bring": "長袖、厚手の手袋、昼食",
            "insurance": "森林ボランティア保険",
            "minimum_age": 18,
            "deadline_days": 3,
            "choosing": Choosing.ORGANISER,
            "question": "山の作業をしたことはありますか",
        },
        days=(9, 23, 37, 51),
        starts="09:00",
        ends="15:00",
        capacity=6,
        partner=CORPS,
        applicants=("takahashi", "yamazaki", "okada"),
    ),
    Asked(
        {
            "name": "高齢者宅の雪囲い(見本)",
            "english": "Winter fences for older neighbours (sample)",
            "about": "一人暮らしのお宅の窓や植木に、雪囲いの板をつけて回ります。",
            "about_english": "We put up boards against the snow at the houses of older people.",
            "themes": [Theme.SNOW, Theme.ELDERS, Theme.BUILDING],
            "skills": [Skill.CARPENTRY],
            "where": "村役場の玄関",
            "bring": "軍手",
            "insurance": "村のボランティア保険",
            "grounds": _ALL,
            "question": "脚立に乗れますか",
        },
        days=(3, 4),
        starts="09:00",
        ends="12:00",
        capacity=8,
        applicants=("suzuki", MEMBER),
    ),
    Asked(
        {
            "name": "冬のあかり祭りの準備(見本)",
            "english": "Preparing the winter lights (sample)",
            "about": "竹を切って灯籠を作り、川ぞいに並べます。子どもといっしょに参加できます。",
            "about_english": "We cut bamboo for lanterns and set them along the river. "
            "Children are welcome.",
            "themes": [Theme.FESTIVAL, Theme.CHILDREN],
            "where": "上流集会所",
            "reward": "温かい汁もの",
            "grounds": [Ground.COMMUNITY],
        },
        days=(12, 13, 19),
        starts="13:00",
        ends="16:00",
        capacity=20,
        partner=HALL,
        to=ActivityState.SUBMITTED,
    ),
)


async def keep_working_days(
    conn: AsyncConnection, project: int, days: Sequence[int], at: int
) -> dict[int, int]:
    """The days on which the village's woods were worked in, as occasions; gives them by day."""
    reach = Reach(VILLAGE, True, frozenset())
    before = await file_of(conn, reach, project, at)
    written = WriteActivity(
        name=before.content.name,
        english=before.content.english,
        about="村有林の下草を刈り、若い杉に日が当たるようにします。道具は貸します。",
        about_english="We clear the undergrowth so that young cedars get light. Tools are lent.",
        themes=[Theme.FOREST],
        where="森の資料館の駐車場",
        bring="長袖、長靴",
        insurance="村のボランティア保険",
        basis=before.content.basis,
        occasions=[WriteOccasion(format_day(day), "08:00", "12:00", 10) for day in days],
        to=ActivityState.PUBLISHED,
    )
    await keeping.change(conn, reach, account_of(OFFICE), project, written, at)
    file = await file_of(conn, reach, project, at)
    return {parse_day(one.day): one.id for one in file.occasions}


async def ask_for_help(conn: AsyncConnection, now: int) -> None:
    """Partners, their projects and those who applied, as of the last days."""
    at = now - 5 * DAY_MS
    office = account_of(OFFICE)
    partners = {
        partner.name: (await make_partner(conn, VILLAGE, partner, at)).id
        for partner in (HALL, CORPS)
    }
    for number, asked in enumerate(ASKED):
        written = WriteActivity(
            **asked.content,
            capacity=asked.capacity,
            partner=partners[asked.partner.name] if asked.partner else None,
            to=asked.to,
            occasions=[
                WriteOccasion(
                    format_day(day_of(now) + day), asked.starts, asked.ends, asked.capacity
                )
                for day in asked.days
            ],
        )
        submitted = asked.to is ActivityState.SUBMITTED
        reach = Reach(VILLAGE, not submitted, frozenset(partners.values()))
        made = await keeping.make(conn, reach, office, written, at + number * 60 * MINUTE_MS)
        first = (await file_of(conn, reach, made.id, at)).occasions[0].id
        for order, who in enumerate(asked.applicants):
            answer = "はい、あります" if written.question else ""
            await applying.apply(
                conn,
                account_of(who),
                made.id,
                Apply(first, answer, of_age=True),
                at + DAY_MS + order * 60 * MINUTE_MS,
            )
