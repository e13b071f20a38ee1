"""Japanese words of what is printed and put into tables."""

from collections.abc import Mapping

from server.catalogue import all_bodies
from server.figures.rules import BANDS, OTHER, UNPROVEN

TIERS: Mapping[str, str] = {"basic": "ベーシック", "premium": "プレミアム"}
MARKS: Mapping[str, str] = {"marked": "長期滞在の印あり", "unmarked": "長期滞在の印なし"}


def ages() -> dict[str, str]:
    ends = [f"{after - 1}歳" for after in BANDS[1:]]
    told = {
        str(band): f"{band}〜{end}" if band else f"{end}以下"
        for band, end in zip(BANDS, ends, strict=False)
    }
    return {**told, str(BANDS[-1]): f"{BANDS[-1]}歳以上", UNPROVEN: "本人確認前"}


def areas() -> dict[str, str]:
    names = {
        f"{body.code // 10_000:02d}": body.name
        for body in all_bodies()
        if body.code == body.prefecture
    }
    return {**names, OTHER: "国外・不明", UNPROVEN: "本人確認前"}
