"""Which column of a list holds what, by the words above it."""

import re
import unicodedata
from collections.abc import Sequence

from schemas.transfer import ImportField

F = ImportField

_NAMES: dict[ImportField, str] = {
    F.NAME: "氏名|名前|会員名|お名前|姓名|漢字氏名|氏名漢字|name|fullname",
    F.FAMILY_NAME: ("姓|氏|名字|苗字|lastname|familyname|surname"),
    F.GIVEN_NAME: "名|firstname|givenname",
    F.KANA: (
        "フリガナ|ふりがな|カナ|かな|氏名カナ|カナ氏名|氏名かな|氏名フリガナ|"
        "名前カナ|読み|よみがな|ヨミガナ|ヨミ|kana"
    ),
    F.FAMILY_KANA: "セイ|せい|姓カナ|姓かな|姓フリガナ|氏カナ",
    F.GIVEN_KANA: "メイ|めい|名カナ|名かな|名フリガナ",
    F.OLD_NUMBER: (
        "会員番号|会員no|会員id|番号|no|id|旧会員番号|旧番号|"
        "登録番号|住民票番号|住民番号|membernumber|memberno"
    ),
    F.SINCE: ("入会日|登録日|加入日|入会年月日|登録年月日|加入年月日|申込日|発行日|since|joined"),
    F.POSTAL_CODE: ("郵便番号|〒|郵便|zip|zipcode|postalcode|postcode"),
    F.PREFECTURE: ("都道府県|県名|県|都道府県名|居住地|居住都道府県|prefecture"),
    F.ADDRESS: (
        "住所|ご住所|現住所|住所1|住所2|住所3|市区町村|市町村|番地|建物|建物名|町名番地|address"
    ),
    F.BIRTH_DAY: ("生年月日|誕生日|生まれ|birthday|birthdate|dateofbirth"),
    F.EMAIL: ("メール|メールアドレス|eメール|email|mail|mailaddress|アドレス"),
    F.TELEPHONE: ("電話|電話番号|tel|phone|telephone|携帯|携帯電話|携帯番号|連絡先|自宅電話"),
    F.CATEGORY: "区分|会員区分|会員種別|種別|種類|分類|category|type",
    F.NOTE: "備考|メモ|摘要|note|notes|remarks|コメント",
    F.CONSENT: (
        "県への提供の同意|県登録の同意|県提供同意|県への提供|県への登録|同意|県同意|consent"
    ),
}
_FIELD = {name: field for field, names in _NAMES.items() for name in names.split("|")}
MANY = frozenset({F.ADDRESS, F.NOTE, F.TELEPHONE})
"""More than one column may hold these: they are put together."""


def guess(headers: Sequence[str]) -> list[ImportField]:
    """What each column seems to hold; of two for one field the first, unless both may."""
    taken: set[ImportField] = set()
    found = []
    for header in headers:
        field = _field(header)
        if field in taken and field not in MANY:
            field = F.NOTHING
        taken.add(field)
        found.append(field)
    return found


def find_heading(rows: Sequence[Sequence[str]], within: int = 20) -> int:
    """The row whose cells name the most columns, from 0; the first of several, or of none."""
    scores = [sum(one is not F.NOTHING for one in guess(row)) for row in rows[:within]]
    return scores.index(max(scores)) if scores else 0


def _field(header: str) -> ImportField:
    plain = unicodedata.normalize("NFKC", header).lower()
    words = re.sub(r"[\s_・:：*※\-]", "", plain)
    bare = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", words)
    within = "".join(re.findall(r"\((.*?)\)", words))
    if bare in ("氏名", "名前", "お名前") and within in ("カナ", "かな", "フリガナ", "ふりがな"):
        return F.KANA
    return _FIELD.get(words) or _FIELD.get(bare) or F.NOTHING
