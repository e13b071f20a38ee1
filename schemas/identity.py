"""JSON types of the API of identity proofs (R13, R16, R17), as those of `api.py`."""

import enum
from typing import Annotated

from msgspec import Meta, Struct

BodyCodeText = Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
Ticket = Annotated[str, Meta(min_length=1, max_length=200)]
GuardianCode = Annotated[str, Meta(min_length=4, max_length=64)]


class Relation(enum.StrEnum):
    """What a guardian is to the minor (R17)."""

    PARENT = "parent"
    """父母 (親権者)."""
    GUARDIAN = "guardian"
    """未成年後見人."""
    OTHER = "other"
    """Another legal representative."""


class Proven(Struct, frozen=True):
    """What is kept of a person's proof, all of it."""

    day: str
    birth_day: str
    home: BodyCodeText | None
    """The municipality that they live in; None where it could not be told from the address."""
    home_declared: bool
    """The person named it themselves."""
    name: str
    """Empty unless the person wanted it kept."""
    minor: bool
    consented: bool
    """A guardian's consent stands."""


class Consent(Struct, frozen=True):
    """A guardian's consent, as the minor and the guardian see it."""

    id: int
    mine: bool
    """Whether the one who asks gave it; else it was given for them."""
    name: str
    """What the minor is called, for the guardian; else empty."""
    relation: Relation
    day: str
    withdrawn: str | None


class IdentityStatus(Struct, frozen=True):
    set_up: bool
    """Whether identities can be proven at this installation."""
    proven: Proven | None
    consents: list[Consent]


class BeginProof(Struct, frozen=True):
    keep_name: bool = False
    """Whether the name on the card is to be kept and shown."""


class ProofBegun(Struct, frozen=True):
    url: str
    """Of the identity provider: where the browser goes."""


class ProofReturn(Struct, frozen=True):
    """What the provider gave the browser to bring back: a code, or why there is none."""

    state: Annotated[str, Meta(min_length=1, max_length=255)]
    code: Annotated[str, Meta(max_length=2048)] = ""
    error: Annotated[str, Meta(max_length=255)] = ""
    issuer: Annotated[str, Meta(max_length=2048)] = ""
    """RFC 9207; empty where the provider does not say it."""


class NameHome(Struct, frozen=True):
    body: BodyCodeText


class MergeAccounts(Struct, frozen=True):
    ticket: Ticket


class AccountsMerged(Struct, frozen=True):
    account: str
    """What is left of the two."""


class GuardianInvite(Struct, frozen=True):
    """Shown once. The code stands in the link's fragment, which no server and no log ever sees."""

    code: str
    url: str
    expires: int


class GuardianInvited(Struct, frozen=True):
    code: GuardianCode


class Ward(Struct, frozen=True):
    """For whom consent is asked."""

    name: str
    age: int


class GiveConsent(Struct, frozen=True):
    code: GuardianCode
    relation: Relation
