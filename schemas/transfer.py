"""What an office brings in and takes out (R61): a list of members, looked at before it counts."""

import enum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.members import MemberDetails

MAX_UPLOAD_BYTES = 20_000_000
"""Of a list as a file."""
MAX_ROWS = 50_000
"""Of a list, its heading left out."""


class ImportField(enum.StrEnum):
    """What a column of a list holds."""

    NOTHING = ""
    NAME = "name"
    FAMILY_NAME = "family-name"
    GIVEN_NAME = "given-name"
    KANA = "kana"
    FAMILY_KANA = "family-kana"
    GIVEN_KANA = "given-kana"
    OLD_NUMBER = "old-number"
    SINCE = "since"
    POSTAL_CODE = "postal-code"
    PREFECTURE = "prefecture"
    ADDRESS = "address"
    BIRTH_DAY = "birth-day"
    EMAIL = "email"
    TELEPHONE = "telephone"
    CATEGORY = "category"
    NOTE = "note"
    CONSENT = "consent"
    """Whether the member agrees that the prefecture learns of the registration (R02, R03)."""


class UploadColumn(Struct, frozen=True):
    """A column as it stands in the list, what is in its first rows, and what it seems to hold."""

    header: str
    samples: list[str]
    field: ImportField


class UploadInfo(Struct, frozen=True):
    """A list that was sent. `heading`: which of its rows names the columns, from 0; the rows above
    it are left out. `encoding`: how the text was read; of a workbook the name of its sheet."""

    id: str
    file_name: str
    rows: int
    encoding: str
    heading: int
    columns: list[UploadColumn]


class ImportPlan(Struct, frozen=True):
    """How a list is to be read. `leave_out_known`: rows of people who seem to be members already,
    or who stand in the list twice, do not come in."""

    heading: Annotated[int, Meta(ge=0, le=MAX_ROWS)]
    columns: Annotated[list[ImportField], Meta(max_length=200)]
    leave_out_known: bool = True


class IssueKind(enum.StrEnum):
    """What is amiss with a row. Those with `left_out` keep it from coming in."""

    NO_NAME = "no-name"
    TOO_LONG = "too-long"
    SAME_NUMBER = "same-number"
    """The old number stands in an earlier row, or is a member's."""
    TWICE = "twice"
    """The same name with the same day of birth, telephone or e-mail stands in an earlier row."""
    KNOWN = "known"
    """There is a member like this."""
    DATE = "date"
    """A day that cannot be read; it goes into the note as it is written."""
    PREFECTURE = "prefecture"
    EMAIL = "email"
    """No address for mail; it goes into the note as it is written."""


class RowIssue(Struct, frozen=True):
    """`row` as a spreadsheet counts them, from 1. `earlier`: the row, or the member's number, that
    it is like; 0 for none."""

    row: int
    kind: IssueKind
    field: ImportField
    text: str
    left_out: bool
    earlier: int = 0


class IssueCount(Struct, frozen=True):
    kind: IssueKind
    left_out: bool
    rows: int


class ImportRow(Struct, frozen=True):
    """A row as it would come in."""

    row: int
    details: MemberDetails
    since: str
    consents: bool


class ImportPreview(Struct, frozen=True):
    """`members` of `rows` would come in. Of the issues the first 200 are told, of the rows ten."""

    rows: int
    members: int
    consenting: int
    counts: list[IssueCount]
    issues: list[RowIssue]
    sample: list[ImportRow]


class ImportProgress(Struct, frozen=True):
    """How far a list has come in; `total` is 0 where nothing is under way."""

    done: int
    total: int


class ImportInfo(Struct, frozen=True):
    """An import that took place. `kept` members stayed when it was taken back."""

    id: int
    file_name: str
    made: int
    members: int
    left_out: int
    undone: int
    kept: int


class ImportUndone(Struct, frozen=True):
    """How many are gone, and the numbers of those who stay, because something is known of them
    since: a card, a visit, a code for a phone; the first 200."""

    removed: int
    kept: int
    numbers: list[int]


class Erasure(Struct, frozen=True):
    """When somebody asked to be forgotten, and the day on which they will be: 0 and empty for
    nobody asked. `by_office`: the office was asked."""

    asked: int = 0
    day: str = ""
    by_office: bool = False
