"""Proving who one is, what is kept of it, joining two accounts, and guardians (R13, R16, R17)."""

from typing import Annotated

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from schemas.identity import (
    AccountsMerged,
    BeginProof,
    GiveConsent,
    GuardianInvite,
    GuardianInvited,
    IdentityStatus,
    MergeAccounts,
    NameHome,
    ProofBegun,
    ProofReturn,
    Ward,
)
from schemas.problems import ProblemCode
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import IDENTITY, ONE_TIME_CODE, limited
from server.app.problems import Refusal, problems
from server.app.settings import Settings
from server.cards.keystore import KeyStore
from server.catalogue import parse_code
from server.database import Database
from server.identity.client_key import published_keys
from server.identity.guardians import consent, invite_guardian, ward_of, withdraw_consent
from server.identity.merging import merge
from server.identity.proofs import OnProof
from server.identity.proving import begin, finish, name_home, withdraw
from server.identity.relying_party import RelyingParty
from server.identity.status import status_of


@get(
    "/identity",
    summary="What is proven of the person who is signed in, and all that is kept of it",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
)
async def get_identity(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    provider: NamedDependency[RelyingParty],
    session: NamedDependency[Session],
) -> IdentityStatus:
    async with database.reading() as conn:
        return await status_of(conn, provider.set_up, session.account, clock())


@post(
    "/identity/proof",
    summary="Begin to prove who one is: where the browser goes for it",
    guards=[limited(IDENTITY)],
    responses=problems(
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.IDENTITY_NOT_SET_UP,
        ProblemCode.TOO_MANY_REQUESTS,
        ProblemCode.UNAVAILABLE,
    ),
)
async def begin_proof(
    data: JSONBody[BeginProof],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    provider: NamedDependency[RelyingParty],
    session: NamedDependency[Session],
) -> ProofBegun:
    return ProofBegun(await begin(database, provider, session, data.keep_name, clock()))


@post(
    "/identity/proof/return",
    summary="Bring back what the identity provider gave",
    guards=[limited(IDENTITY)],
    responses=problems(
        ProblemCode.MALFORMED,
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.IDENTITY_REFUSED,
        ProblemCode.IDENTITY_NOT_SET_UP,
        ProblemCode.IDENTITY_KNOWN_ELSEWHERE,
        ProblemCode.TOO_MANY_REQUESTS,
        ProblemCode.UNAVAILABLE,
    ),
    status_code=200,
)
async def finish_proof(
    data: JSONBody[ProofReturn],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    provider: NamedDependency[RelyingParty],
    on_proof: NamedDependency[OnProof],
    session: NamedDependency[Session],
) -> IdentityStatus:
    return await finish(database, keystore, provider, on_proof, session, data, clock)


@delete(
    "/identity",
    summary="Withdraw the proof: what was kept of it is deleted",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
)
async def delete_identity(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    on_proof: NamedDependency[OnProof],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await withdraw(conn, keystore, on_proof, session.account, clock())


@put(
    "/identity/home",
    summary="Name the municipality that one lives in, where the proof could not tell it",
    responses=problems(
        ProblemCode.MALFORMED,
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.IDENTITY_NEEDED,
        ProblemCode.CONFLICT,
    ),
)
async def put_home(
    data: JSONBody[NameHome],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    provider: NamedDependency[RelyingParty],
    on_proof: NamedDependency[OnProof],
    session: NamedDependency[Session],
) -> IdentityStatus:
    try:
        body = parse_code(data.body)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="body") from None
    now = clock()
    async with database.writing() as conn:
        await name_home(conn, keystore, on_proof, session.account, body, now)
        return await status_of(conn, provider.set_up, session.account, now)


@post(
    "/identity/merge",
    summary="Join this account and the other one of the same person, by the ticket",
    guards=[limited(IDENTITY)],
    responses=problems(
        ProblemCode.MALFORMED,
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.CODE_REFUSED,
        ProblemCode.TOO_MANY_REQUESTS,
    ),
    status_code=200,
)
async def merge_accounts(
    data: JSONBody[MergeAccounts],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    on_proof: NamedDependency[OnProof],
    session: NamedDependency[Session],
) -> AccountsMerged:
    async with database.writing() as conn:
        return AccountsMerged(await merge(conn, keystore, on_proof, session, data.ticket, clock()))


@get(
    "/identity/jwks",
    summary="The public keys by which the identity provider knows this installation (RFC 7517)",
)
async def get_keys(
    clock: NamedDependency[Clock], keystore: NamedDependency[KeyStore]
) -> dict[str, object]:
    return published_keys(keystore, clock())


@post(
    "/identity/guardian/invites",
    summary="A minor invites a guardian, once and for a week",
    guards=[limited(ONE_TIME_CODE)],
    responses=problems(
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.IDENTITY_NEEDED,
        ProblemCode.CONFLICT,
        ProblemCode.TOO_MANY_REQUESTS,
    ),
)
async def make_guardian_invite(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> GuardianInvite:
    async with database.writing() as conn:
        return await invite_guardian(conn, session.account, settings.origin, clock())


@post(
    "/identity/guardian/ward",
    summary="For whom a guardian's invitation asks consent",
    guards=[limited(ONE_TIME_CODE)],
    responses=problems(
        ProblemCode.MALFORMED,
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.CODE_REFUSED,
        ProblemCode.CONFLICT,
        ProblemCode.TOO_MANY_REQUESTS,
    ),
    status_code=200,
)
async def look_at_ward(
    data: JSONBody[GuardianInvited],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Ward:
    async with database.reading() as conn:
        return await ward_of(conn, session.account, data.code, clock())


@post(
    "/identity/guardian/consents",
    summary="Consent as a guardian, by the minor's invitation",
    guards=[limited(ONE_TIME_CODE)],
    responses=problems(
        ProblemCode.MALFORMED,
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.NOT_ALLOWED,
        ProblemCode.CODE_REFUSED,
        ProblemCode.IDENTITY_NEEDED,
        ProblemCode.CONFLICT,
        ProblemCode.TOO_MANY_REQUESTS,
    ),
)
async def give_consent(
    data: JSONBody[GiveConsent],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    provider: NamedDependency[RelyingParty],
    on_proof: NamedDependency[OnProof],
    session: NamedDependency[Session],
) -> IdentityStatus:
    now, account = clock(), session.account
    async with database.writing() as conn:
        await consent(conn, keystore, on_proof, account, data.code, data.relation, now)
        return await status_of(conn, provider.set_up, account, now)


@delete(
    "/identity/guardian/consents/{number:int}",
    summary="Take back a consent that one gave as a guardian",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND),
)
async def delete_consent(
    number: Annotated[int, PathParameter(ge=1, le=2**53)],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    on_proof: NamedDependency[OnProof],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await withdraw_consent(conn, keystore, on_proof, session.account, number, clock())


router = Router(
    "/api",
    route_handlers=[
        get_identity,
        begin_proof,
        finish_proof,
        delete_identity,
        put_home,
        merge_accounts,
        get_keys,
        make_guardian_invite,
        look_at_ward,
        give_consent,
        delete_consent,
    ],
    tags=["identity"],
)
