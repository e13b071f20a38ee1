"""The words of our mail, in Japanese and English: what it is, until when, and what to do."""

import datetime
from collections.abc import Callable

from msgspec import Struct

from schemas.api import Language
from schemas.feed import NoticeKind
from server.catalogue import find
from server.exchange.rules import CODE_MINUTES
from sync.calendar import format_day

SENDER = {Language.JA: "ふるさと住民登録", Language.EN: "Hometown resident card"}

_MONTHS = {
    1: "January",
    2: "February",
    3: "March",
    4: "April",
    5: "May",
    6: "June",
    7: "July",
    8: "August",
    9: "September",
    10: "October",
    11: "November",
    12: "December",
}


class Words(Struct, frozen=True):
    subject: str
    text: str


class About(Struct, frozen=True):
    """What a notice tells: `body` is the name, in the language of the mail."""

    body: str
    day: str
    """In words; empty for none."""
    count: int


def day_in_words(day: int, language: Language) -> str:
    """2027年3月3日, 3 March 2027; empty for 0."""
    if not day:
        return ""
    date = datetime.date.fromisoformat(format_day(day))
    if language is Language.JA:
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {_MONTHS[date.month]} {date.year}"


def words_of_notice(
    kind: NoticeKind, body: int, day: int, count: int, language: Language, origin: str
) -> Words:
    """The mail about a notice. `origin` is where the app is."""
    about = About(_body_name(body, language), day_in_words(day, language), count)
    subject, lines = _NOTICES[kind][language is Language.EN](about)
    return _letter(subject, lines, f"{origin}/notices", language, origin)


def words_of_code(code: str, language: Language, origin: str) -> Words:
    """The mail that brings the code to its address."""
    if language is Language.JA:
        return Words(
            f"確認コード {code}",
            f"""ふるさと住民登録のお知らせを、このアドレスで受け取るための確認コードです。

    {code}

「設定」の画面に、この6桁の数字を入れてください。{CODE_MINUTES}分のあいだ使えます。
{origin}/settings

心当たりのないときは、何もしないでください。お知らせは届きません。
""",
        )
    return Words(
        f"Confirmation code {code}",
        f"""This code confirms that you want notices of your hometown registration at this address.

    {code}

Type these 6 digits on the Settings page. They can be used for {CODE_MINUTES} minutes.
{origin}/settings

If you did not ask for this, do nothing: no notices will be sent.
""",
    )


def _letter(subject: str, lines: list[str], link: str, language: Language, origin: str) -> Words:
    text = "\n".join(line for line in lines if line)
    if language is Language.JA:
        foot = f"""くわしくは、アプリの「お知らせ」で見られます。
{link}

--
ふるさと住民登録から自動でお送りしています。返信はできません。
アドレスを変える、止める: {origin}/settings"""
    else:
        foot = f"""See “Notices” in the app for more.
{link}

--
Sent automatically by the hometown registration. Replies are not read.
To change or remove your address: {origin}/settings"""
    return Words(subject, f"{text}\n\n{foot}\n")


def _body_name(body: int, language: Language) -> str:
    known = find(body)
    if known is None:
        return SENDER[language]
    return known.english if language is Language.EN else known.name


_Lines = tuple[str, list[str]]
_Writer = Callable[[About], _Lines]


def _until(words: str, about: About) -> str:
    """A sentence with a day in it, or none where the day is not known."""
    return words.format(day=about.day) if about.day else ""


def _renewal_open_ja(a: About) -> _Lines:
    missing = (
        f"更新には、あと{a.count}回分の活動や滞在が要ります。"
        "何が足りないかは、アプリの「記録」で見られます。"
        if a.count
        else "更新の条件は満たしています。"
    )
    return (
        f"【{a.body}】プレミアム登録の更新の時期です",
        [f"{a.body}のプレミアム登録は{a.day}までです。", missing],
    )


def _renewal_open_en(a: About) -> _Lines:
    missing = (
        f"To renew it you need {a.count} more activities or stays. "
        "The Journal page in the app shows what is missing."
        if a.count
        else "You meet the conditions for renewal."
    )
    return (
        f"{a.body}: time to renew your premium registration",
        [f"Your premium registration with {a.body} ends on {a.day}.", missing],
    )


_NOTICES: dict[NoticeKind, tuple[_Writer, _Writer]] = {
    NoticeKind.RENEWAL_OPEN: (_renewal_open_ja, _renewal_open_en),
    NoticeKind.RENEWED: (
        lambda a: (
            f"【{a.body}】プレミアム登録を更新しました",
            [
                f"{a.body}のプレミアム登録を更新しました。",
                _until("{day}まで使えます。", a),
                "することはありません。",
            ],
        ),
        lambda a: (
            f"{a.body}: your premium registration was renewed",
            [
                f"Your premium registration with {a.body} was renewed.",
                _until("It holds until {day}.", a),
                "There is nothing for you to do.",
            ],
        ),
    ),
    NoticeKind.LAPSED: (
        lambda a: (
            f"【{a.body}】プレミアム登録が終わりました",
            [
                _until("最後の日は{day}でした。", a),
                "いまは通常の登録です。カードはそのまま使えます。",
                "条件を満たすと、もう一度申し込めます。",
            ],
        ),
        lambda a: (
            f"{a.body}: your premium registration has ended",
            [
                _until("Its last day was {day}.", a),
                "You are now registered as a basic member. Your card goes on working.",
                "You can apply again once you meet the conditions.",
            ],
        ),
    ),
    NoticeKind.GRANTED: (
        lambda a: (
            f"【{a.body}】プレミアム登録が認められました",
            [
                f"{a.body}のプレミアム登録が認められました。",
                _until("{day}まで使えます。", a),
                "アプリを開くと、カードが新しくなります。",
            ],
        ),
        lambda a: (
            f"{a.body}: your premium registration was granted",
            [
                f"Your premium registration with {a.body} was granted.",
                _until("It holds until {day}.", a),
                "Open the app and your card is renewed.",
            ],
        ),
    ),
    NoticeKind.REFUSED: (
        lambda a: (
            f"【{a.body}】プレミアム登録は認められませんでした",
            [
                f"{a.body}へのプレミアム登録の申し込みは、認められませんでした。",
                "通常の登録とカードは、そのまま使えます。",
                "理由と、見直しの頼み方は、アプリで見られます。",
            ],
        ),
        lambda a: (
            f"{a.body}: your premium application was not granted",
            [
                f"Your application for premium registration with {a.body} was not granted.",
                "Your basic registration and your card go on as before.",
                "The app shows why, and how to ask for a review.",
            ],
        ),
    ),
    NoticeKind.INTENT: (
        lambda a: (
            f"【{a.body}】登録を続けますか",
            [
                f"しばらくご利用がないので、{a.body}の登録を続けるかどうかをうかがいます。",
                _until("続けるときは、{day}までにアプリを開いて「続ける」を押してください。", a),
                "お返事がないときは、登録が終わります。もう一度登録することもできます。",
            ],
        ),
        lambda a: (
            f"{a.body}: do you wish to stay registered?",
            [
                f"You have not used your registration with {a.body} for a long time.",
                _until("To stay, open the app by {day} and press “Stay”.", a),
                "Without an answer the registration ends. You can register again later.",
            ],
        ),
    ),
    NoticeKind.ENDED: (
        lambda a: (
            f"【{a.body}】登録が終わりました",
            [
                f"{a.body}の登録は{a.day}に終わりました。"
                if a.day
                else f"{a.body}の登録は終わりました。",
                "カードは使えなくなります。記録は残り、もう一度登録することもできます。",
            ],
        ),
        lambda a: (
            f"{a.body}: your registration has ended",
            [
                f"Your registration with {a.body} ended on {a.day}."
                if a.day
                else f"Your registration with {a.body} has ended.",
                "Its card can no longer be used. Your records stay, and you can register again.",
            ],
        ),
    ),
    NoticeKind.PRINTED_CARD_ENDS: (
        lambda a: (
            f"【{a.body}】紙のカードの期限が近づいています",
            [
                f"{a.body}の紙のカードは{a.day}まで使えます。",
                "続けて使うときは、アプリの「設定」の「紙のカード」から、新しく印刷してください。"
                "役場に頼むこともできます。",
            ],
        ),
        lambda a: (
            f"{a.body}: your printed card ends soon",
            [
                f"Your printed card of {a.body} can be used until {a.day}.",
                "To go on using one, print a new card: Settings, Printed cards. "
                "The town office can also do it for you.",
            ],
        ),
    ),
    NoticeKind.OF_AGE: (
        lambda a: (
            "18歳になると、ご自分だけで申し込めます",
            [_until("{day}から、保護者の同意なしで申し込めます。", a)],
        ),
        lambda a: (
            "At 18 you can apply by yourself",
            [_until("From {day} on you can apply without a guardian’s consent.", a)],
        ),
    ),
    NoticeKind.REVIEWED: (
        lambda a: (
            f"【{a.body}】見直しの結果が出ました",
            [f"{a.body}の職員が決定を見直しました。", "結果と理由は、アプリで見られます。"],
        ),
        lambda a: (
            f"{a.body}: a decision was reviewed",
            [
                f"Staff of {a.body} looked at a decision again.",
                "The app shows the result and why.",
            ],
        ),
    ),
    NoticeKind.ERASURE: (
        lambda a: (
            "登録と記録の消去を受け付けました",
            [
                f"{a.day}に、名前や連絡先などあなたに関するものをすべて消去します。",
                "それまでは、アプリの「設定」からいつでも取りやめられます。",
            ],
        ),
        lambda a: (
            "You asked us to erase your data",
            [
                f"On {a.day} your name, your contact and all else about you will be erased.",
                "Until then you can think again: Settings in the app.",
            ],
        ),
    ),
    NoticeKind.ACTIVITY_ACCEPTED: (
        lambda a: (
            f"【{a.body}】活動への参加が決まりました",
            [
                _until("{day}の活動への参加が決まりました。", a),
                "時刻と場所、持ち物は、アプリの「活動」で見られます。",
                "来られなくなったときは、アプリで取り消してください。待っている人が参加できます。",
            ],
        ),
        lambda a: (
            f"{a.body}: you are in",
            [
                _until("Your place in the activity on {day} is certain.", a),
                "The app shows when, where and what to bring, under “Activities”.",
                "If you cannot come, please withdraw in the app: somebody who waits can take part.",
            ],
        ),
    ),
    NoticeKind.ACTIVITY_WAITING: (
        lambda a: (
            f"【{a.body}】活動のキャンセル待ちに入りました",
            [
                _until("{day}の活動は定員に達しています。", a),
                f"あなたの前に{a.count}人が待っています。"
                if a.count
                else "あなたがいちばん前です。",
                "空きが出ると、自動で参加が決まり、お知らせします。",
            ],
        ),
        lambda a: (
            f"{a.body}: you are on the waiting list",
            [
                _until("The activity on {day} is full.", a),
                f"{a.count} are before you." if a.count else "You are the first in line.",
                "When a place is free you get it by itself, and are told.",
            ],
        ),
    ),
    NoticeKind.ACTIVITY_DECLINED: (
        lambda a: (
            f"【{a.body}】活動への申し込みの結果",
            [
                _until("{day}の活動への申し込みは、今回は見送りになりました。", a),
                "ほかの活動は、アプリの「活動」で探せます。",
            ],
        ),
        lambda a: (
            f"{a.body}: about your application",
            [
                _until("Your application for the activity on {day} was not accepted.", a),
                "The app shows other activities.",
            ],
        ),
    ),
    NoticeKind.ACTIVITY_CANCELLED: (
        lambda a: (
            f"【{a.body}】活動が中止になりました",
            [
                _until("{day}の活動は中止になりました。", a),
                "理由とほかの日程は、アプリの「活動」で見られます。",
            ],
        ),
        lambda a: (
            f"{a.body}: an activity is cancelled",
            [
                _until("The activity on {day} does not take place.", a),
                "The app shows why, and other days.",
            ],
        ),
    ),
    NoticeKind.SUBSIDY_GRANTED: (
        lambda a: (
            f"【{a.body}】助成の申請が認められました",
            [
                f"{a.body}への助成の申請が認められました。",
                _until("{day}の決定です。", a),
                "金額と計算のしかたは、アプリで見られます。",
            ],
        ),
        lambda a: (
            f"{a.body}: your subsidy was granted",
            [
                f"Your application to {a.body} was granted.",
                _until("It was decided on {day}.", a),
                "The app shows the amount and how it was calculated.",
            ],
        ),
    ),
    NoticeKind.SUBSIDY_REFUSED: (
        lambda a: (
            f"【{a.body}】助成の申請は認められませんでした",
            [f"{a.body}への助成の申請は、認められませんでした。", "理由は、アプリで見られます。"],
        ),
        lambda a: (
            f"{a.body}: your subsidy was not granted",
            [f"Your application to {a.body} was not granted.", "The app shows why."],
        ),
    ),
    NoticeKind.SUBSIDY_PAID: (
        lambda a: (
            f"【{a.body}】助成金の支払いの手続きをしました",
            [
                f"{a.body}が助成金の支払いの手続きをしました。",
                _until("{day}の支払いです。", a),
                "口座に届くまで、数日かかることがあります。",
            ],
        ),
        lambda a: (
            f"{a.body}: your subsidy is being paid",
            [
                f"{a.body} has paid your subsidy.",
                _until("It was paid on {day}.", a),
                "It may take some days to reach your account.",
            ],
        ),
    ),
    NoticeKind.REFUGE: (
        lambda a: (
            f"【{a.body}】避難を受け入れます",
            [
                f"お住まいの地域の災害のため、{a.body}が避難を受け入れます。",
                "避難所で登録証を見せてください。",
            ],
        ),
        lambda a: (
            f"{a.body}: we take you in",
            [
                f"Because of the disaster where you live, {a.body} takes you in as agreed.",
                "Show your card at the shelter.",
            ],
        ),
    ),
}
