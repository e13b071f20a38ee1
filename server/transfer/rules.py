"""Which rows of a list become members, what is known of them then, and what is amiss with others.

Nothing is lost without a word: what cannot be kept in its own field goes into the note as it is
written, and the office is told.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.members import MemberDetails
from schemas.transfer import ImportField, ImportPlan, IssueKind, RowIssue
from server.members.rules import OLDEST_YEARS, Unfit, tidy
from server.registry.spelling import fold_name, plain
from server.transfer.dates import read_day
from sync.calendar import format_day

F = ImportField

_LIMITS: Mapping[ImportField, tuple[str, int]] = {
    F.NAME: ("name", 100),
    F.KANA: ("kana", 100),
    F.POSTAL_CODE: ("postal_code", 10),
    F.ADDRESS: ("address", 200),
    F.EMAIL: ("email", 254),
    F.TELEPHONE: ("telephone", 30),
    F.OLD_NUMBER: ("old_number", 40),
    F.CATEGORY: ("category", 60),
    F.NOTE: ("note", 1000),
}
_LABELS = {
    F.SINCE: "入会日",
    F.BIRTH_DAY: "生年月日",
    F.EMAIL: "メール",
    F.TELEPHONE: "電話",
}
_YES = re.compile("1|[○〇◯✓✔有可]|はい|あり|(希望)?する|同意(する|あり)?|承諾|y|yes|true|ok|on")
_ABROAD = frozenset(["海外", "国外", "外国", "overseas", "abroad"])


class Incoming(NamedTuple):
    """A row that becomes a member. `since_day`: 0 where the list does not say."""

    row: int
    details: MemberDetails
    since_day: int
    consents: bool


class Known(NamedTuple):
    """Who is a member already: numbers by old number, and by what tells a person (`signs_of`)."""

    old_numbers: Mapping[str, int]
    people: Mapping[str, int]


class Planned(NamedTuple):
    """`issues` in the order of the rows."""

    incoming: Sequence[Incoming]
    issues: Sequence[RowIssue]
    rows: int


def plan_rows(
    rows: Sequence[Sequence[str]],
    plan: ImportPlan,
    known: Known,
    prefectures: Mapping[str, int],
    today: int,
) -> Planned:
    """Reads every row below the heading that is not empty.

    `prefectures`: numbers by name. A row comes in or it does not: never in part.
    """
    incoming: list[Incoming] = []
    issues: list[RowIssue] = []
    numbers: dict[str, int] = {}
    people: dict[str, int] = {}
    count = 0
    for at, cells in enumerate(rows[plan.heading + 1 :], start=plan.heading + 2):
        if not any(cells):
            continue
        count += 1
        reader = _Row(at, cells, plan.columns, prefectures, today)
        found = reader.read()
        if found is not None and plan.leave_out_known:
            reader.compare(found.details, known, numbers, people)
        issues += reader.issues
        if found is None or any(issue.left_out for issue in reader.issues):
            continue
        incoming.append(found)
        if found.details.old_number:
            numbers.setdefault(plain(found.details.old_number), at)
        for sign in signs_of(found.details):
            people.setdefault(sign, at)
    return Planned(incoming, issues, count)


def signs_of(details: MemberDetails) -> list[str]:
    """What tells a person from others: the name with a day of birth, a telephone, an address for
    mail; or with its kana alone where nothing else is known."""
    name = fold_name(details.name)
    others = [details.birth_day, plain(details.telephone), details.email.lower()]
    signs = [f"{name}\n{kind}{other}" for kind, other in zip("bte", others, strict=True) if other]
    return signs or [f"{name}\nk{fold_name(details.kana)}"]


def prefecture_in(text: str, prefectures: Mapping[str, int]) -> int | None:
    """The number of the prefecture that is named, with its last character or without; None for
    none, 0 for a place abroad."""
    name = "".join(unicodedata.normalize("NFKC", text).split())
    if name.lower() in _ABROAD:
        return 0
    ways = (name, *(name + last for last in "都府県"))
    return next((prefectures[way] for way in ways if way in prefectures), None)


def agrees(text: str) -> bool:
    """Whether a cell says yes."""
    return bool(_YES.fullmatch(unicodedata.normalize("NFKC", text).strip().lower()))


def _fits(details: MemberDetails) -> bool:
    """Whether each field is as short as it must be: NFKC makes some characters several."""
    return all(len(getattr(details, name)) <= most for name, most in _LIMITS.values())


class _Row:
    """One row while it is read."""

    def __init__(
        self,
        at: int,
        cells: Sequence[str],
        columns: Sequence[ImportField],
        prefectures: Mapping[str, int],
        today: int,
    ) -> None:
        self.at, self.today, self.prefectures = at, today, prefectures
        self.cells: dict[ImportField, list[str]] = {}
        for field, cell in zip(columns, cells, strict=False):
            if cell and field is not F.NOTHING:
                self.cells.setdefault(field, []).append(cell)
        self.issues: list[RowIssue] = []
        self.aside: list[str] = []

    def read(self) -> Incoming | None:
        fields = {
            F.NAME: self._name(F.NAME, F.FAMILY_NAME, F.GIVEN_NAME),
            F.KANA: self._name(F.KANA, F.FAMILY_KANA, F.GIVEN_KANA),
            F.POSTAL_CODE: self._text(F.POSTAL_CODE),
            F.ADDRESS: self._text(F.ADDRESS),
            F.OLD_NUMBER: self._text(F.OLD_NUMBER),
            F.CATEGORY: self._text(F.CATEGORY),
        }
        fields[F.NAME] = fields[F.NAME] or fields[F.KANA]
        if not fields[F.NAME]:
            self._say(IssueKind.NO_NAME, F.NAME, "", left_out=True)
            return None
        first, *others = self.cells.get(F.TELEPHONE, [""])
        fields[F.TELEPHONE] = first
        self.aside += [f"{_LABELS[F.TELEPHONE]}: {other}" for other in others if other != first]
        fields[F.EMAIL] = self._email()
        birth = self._day(F.BIRTH_DAY, self.today - OLDEST_YEARS * 366)
        since = self._day(F.SINCE, 0)
        prefecture, fields[F.ADDRESS] = self._prefecture(fields[F.ADDRESS])
        fields[F.NOTE] = "\n".join([*self.cells.get(F.NOTE, []), *self.aside])
        for field, (_, most) in _LIMITS.items():
            if len(fields[field]) > most:
                self._say(IssueKind.TOO_LONG, field, fields[field][:60], left_out=True)
        if any(issue.left_out for issue in self.issues):
            return None
        texts = {name: fields[field] for field, (name, _) in _LIMITS.items()}
        details = MemberDetails(
            **texts,
            prefecture=prefecture,
            birth_day="" if birth is None else format_day(birth),
        )
        return self._tidied(details, since or 0)

    def _tidied(self, details: MemberDetails, since: int) -> Incoming | None:
        """As a form's would be."""
        try:
            tidied = tidy(details, self.today)
        except Unfit as error:  # a day of birth and an address were looked at before
            raise AssertionError(error.field) from error
        if not tidied.name:  # blanks of another kind
            self._say(IssueKind.NO_NAME, F.NAME, "", left_out=True)
            return None
        if not _fits(tidied):
            self._say(IssueKind.TOO_LONG, F.NOTHING, details.name, left_out=True)
            return None
        return Incoming(self.at, tidied, since, agrees(self._text(F.CONSENT)))

    def compare(
        self,
        details: MemberDetails,
        known: Known,
        numbers: Mapping[str, int],
        people: Mapping[str, int],
    ) -> None:
        """Says whom the row repeats: a member, or an earlier row."""
        old = plain(details.old_number)
        signs = signs_of(details)
        member = next((known.people[sign] for sign in signs if sign in known.people), 0)
        earlier = next((people[sign] for sign in signs if sign in people), 0)
        say = self._say
        if old and old in known.old_numbers:
            number = known.old_numbers[old]
            say(IssueKind.KNOWN, F.OLD_NUMBER, details.old_number, left_out=True, earlier=number)
        elif old and old in numbers:
            at = numbers[old]
            say(IssueKind.SAME_NUMBER, F.OLD_NUMBER, details.old_number, left_out=True, earlier=at)
        elif member:
            say(IssueKind.KNOWN, F.NAME, details.name, left_out=True, earlier=member)
        elif earlier:
            say(IssueKind.TWICE, F.NAME, details.name, left_out=True, earlier=earlier)

    def _say(
        self, kind: IssueKind, field: ImportField, text: str, *, left_out: bool, earlier: int = 0
    ) -> None:
        self.issues.append(RowIssue(self.at, kind, field, text[:100], left_out, earlier))

    def _text(self, field: ImportField) -> str:
        return " ".join(self.cells.get(field, []))

    def _name(self, whole: ImportField, family: ImportField, given: ImportField) -> str:
        return self._text(whole) or " ".join(filter(None, (self._text(family), self._text(given))))

    def _day(self, field: ImportField, oldest: int) -> int | None:
        text = self._text(field)
        if not text:
            return None
        day = read_day(text)
        if day is not None and oldest <= day <= self.today:
            return day
        self._say(IssueKind.DATE, field, text, left_out=False)
        self.aside.append(f"{_LABELS[field]}: {text}")
        return None

    def _email(self) -> str:
        text = unicodedata.normalize("NFKC", self._text(F.EMAIL)).strip()
        if not text or re.fullmatch(r"[^@\s]+@[^@\s]+", text):
            return text
        self._say(IssueKind.EMAIL, F.EMAIL, text, left_out=False)
        self.aside.append(f"{_LABELS[F.EMAIL]}: {text}")
        return ""

    def _prefecture(self, address: str) -> tuple[int, str]:
        """The number, and the address without the prefecture's name in front."""
        plainly = unicodedata.normalize("NFKC", address)
        ahead = next((one for one in self.prefectures if plainly.startswith(one)), "")
        rest = plainly[len(ahead) :].strip() if ahead else address
        text = self._text(F.PREFECTURE)
        if not text:
            return self.prefectures.get(ahead, 0), rest
        found = prefecture_in(text, self.prefectures)
        if found is not None:
            return found, rest if self.prefectures.get(ahead) == found else address
        self._say(IssueKind.PREFECTURE, F.PREFECTURE, text, left_out=False)
        whole = address if address.startswith(text) else " ".join(filter(None, (text, address)))
        return 0, whole
