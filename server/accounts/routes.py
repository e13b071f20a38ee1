"""Signing up, signing in, and what belongs to a person: passkeys, codes, devices."""

from typing import Annotated

import webauthn
from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from webauthn.helpers import bytes_to_base64url

from schemas.api import (
    Account,
    AccountMade,
    DeviceEnrolled,
    EnrolDevice,
    PasskeyInfo,
    PasskeyOptions,
    PasskeyOptionsRequest,
    PasskeyResponse,
    RecoverWithCode,
    RecoveryCodes,
    RoleInfo,
    SignedIn,
)
from schemas.problems import ProblemCode
from server.accounts.authority import is_operator, roles_of
from server.accounts.devices import devices_of, enrol_device, revoke_device
from server.accounts.office_accounts import take_over
from server.accounts.passkeys import (
    ADD_PASSKEY,
    NEW_ACCOUNT,
    SIGN_IN,
    begin_registration,
    begin_sign_in,
    passkeys_of,
    remove_passkey,
    sign_in_with,
    store_passkey,
    take_ceremony,
    verify_new_passkey,
)
from server.accounts.people import add_account
from server.accounts.recovery import (
    count_recovery_codes,
    replace_recovery_codes,
    use_recovery_code,
)
from server.accounts.sessions import (
    Session,
    close_all_sessions,
    close_other_sessions,
    close_session,
    count_sessions,
    open_session,
    record_access,
)
from server.accounts.signed_in import clear_session_cookie, set_session_cookie
from server.app.clock import Clock
from server.app.limits import ENROL, PASSKEY, RECOVERY, limited
from server.app.problems import Refusal, problems
from server.app.settings import Settings
from server.cards.issue import revoke_cards_of_device
from server.cards.key_change import ensure_root_key, keep_keys
from server.cards.keystore import KeyStore
from server.catalogue import format_code
from server.database import Database
from server.registry.arriving import tell_everything
from server.registry.members import registrations_of

Base64Url = Annotated[str, PathParameter(max_length=1400, description="base64url without padding")]


@post(
    "/passkeys/registration/options",
    summary="Begin to make an account with a passkey",
    guards=[limited(PASSKEY)],
    responses=problems(ProblemCode.TOO_MANY_REQUESTS),
    status_code=200,
)
async def begin_account(
    data: JSONBody[PasskeyOptionsRequest],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> PasskeyOptions:
    async with database.writing() as conn:
        return await begin_registration(conn, settings, None, data.name, clock())


@post(
    "/passkeys/registration",
    summary="Make an account with the new passkey, and sign in",
    guards=[limited(PASSKEY)],
    responses=problems(ProblemCode.PASSKEY_REFUSED, ProblemCode.TOO_MANY_REQUESTS),
)
async def make_account(
    data: JSONBody[PasskeyResponse],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[AccountMade]:
    now = clock()
    async with database.writing() as conn:
        ceremony = await take_ceremony(conn, data.ceremony, NEW_ACCOUNT, None, now)
    passkey = verify_new_passkey(ceremony, data.response, settings)
    account = str(ceremony.account)
    async with database.writing() as conn:
        await add_account(conn, account, now)
        await store_passkey(conn, account, passkey, data.label, now)
        codes = await replace_recovery_codes(conn, account, now)
        token = await open_session(conn, account, now)
    response = Response(AccountMade(account, codes), status_code=201)
    set_session_cookie(response, settings, token)
    return response


@post(
    "/passkeys/authentication/options",
    summary="Begin to sign in with a passkey",
    guards=[limited(PASSKEY)],
    responses=problems(ProblemCode.TOO_MANY_REQUESTS),
    status_code=200,
)
async def begin_passkey_sign_in(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> PasskeyOptions:
    async with database.writing() as conn:
        return await begin_sign_in(conn, settings, clock())


@post(
    "/passkeys/authentication",
    summary="Sign in with a passkey",
    guards=[limited(PASSKEY)],
    responses=problems(ProblemCode.PASSKEY_REFUSED, ProblemCode.TOO_MANY_REQUESTS),
    status_code=200,
)
async def sign_in_by_passkey(
    data: JSONBody[PasskeyResponse],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[SignedIn]:
    now = clock()
    async with database.writing() as conn:
        ceremony = await take_ceremony(conn, data.ceremony, SIGN_IN, None, now)
    async with database.writing() as conn:
        account = await sign_in_with(conn, ceremony, data.response, settings, now)
        token = await open_session(conn, account, now)
        await record_access(conn, account, now)
    response = Response(SignedIn(account), status_code=200)
    set_session_cookie(response, settings, token)
    return response


@post(
    "/recovery",
    summary="Sign in with a recovery code, to make a new passkey",
    guards=[limited(RECOVERY)],
    responses=problems(ProblemCode.CODE_REFUSED, ProblemCode.TOO_MANY_REQUESTS),
    status_code=200,
)
async def recover(
    data: JSONBody[RecoverWithCode],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[SignedIn]:
    now = clock()
    async with database.writing() as conn:
        account = await use_recovery_code(conn, data.code, now)
        if await take_over(conn, account, now):
            await tell_everything(conn, account, now)
        token = await open_session(conn, account, now)
        await record_access(conn, account, now)
    response = Response(SignedIn(account), status_code=200)
    set_session_cookie(response, settings, token)
    return response


@get(
    "/account",
    summary="The person who is signed in",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
)
async def get_account(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Account:
    async with database.reading() as conn:
        return Account(
            account=session.account,
            passkeys=await passkeys_of(conn, session.account),
            devices=await devices_of(conn, session.account),
            sessions=await count_sessions(conn, session.account, clock()),
            recovery_codes_left=await count_recovery_codes(conn, session.account),
            roles=[
                RoleInfo(format_code(held.body), held.role, held.partner)
                for held in await roles_of(conn, session.account)
            ],
            operator=await is_operator(conn, session.account),
            registrations=await registrations_of(conn, session.account),
        )


@post(
    "/account/passkeys/options",
    summary="Begin to add a passkey",
    guards=[limited(PASSKEY)],
    responses=problems(
        ProblemCode.NOT_SIGNED_IN, ProblemCode.CONFLICT, ProblemCode.TOO_MANY_REQUESTS
    ),
    status_code=200,
)
async def begin_further_passkey(
    data: JSONBody[PasskeyOptionsRequest],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> PasskeyOptions:
    async with database.writing() as conn:
        return await begin_registration(conn, settings, session.account, data.name, clock())


@post(
    "/account/passkeys",
    summary="Add the new passkey",
    guards=[limited(PASSKEY)],
    responses=problems(
        ProblemCode.NOT_SIGNED_IN, ProblemCode.PASSKEY_REFUSED, ProblemCode.TOO_MANY_REQUESTS
    ),
)
async def add_passkey(
    data: JSONBody[PasskeyResponse],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> list[PasskeyInfo]:
    now = clock()
    async with database.writing() as conn:
        ceremony = await take_ceremony(conn, data.ceremony, ADD_PASSKEY, session.account, now)
    passkey = verify_new_passkey(ceremony, data.response, settings)
    async with database.writing() as conn:
        await store_passkey(conn, session.account, passkey, data.label, now)
        return await passkeys_of(conn, session.account)


@delete(
    "/account/passkeys/{passkey_id:str}",
    summary="Remove a passkey",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND, ProblemCode.CONFLICT),
)
async def delete_passkey(
    passkey_id: Base64Url, database: NamedDependency[Database], session: NamedDependency[Session]
) -> None:
    async with database.writing() as conn:
        await remove_passkey(conn, session.account, _bytes(passkey_id))


@post(
    "/account/recovery-codes",
    summary="Make new recovery codes in place of the old ones",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
)
async def make_recovery_codes(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> RecoveryCodes:
    async with database.writing() as conn:
        return RecoveryCodes(await replace_recovery_codes(conn, session.account, clock()))


@post(
    "/account/sign-out",
    summary="Sign out on this browser",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
    status_code=204,
)
async def sign_out(
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> Response[None]:
    async with database.writing() as conn:
        await close_session(conn, session)
    return _signed_out(settings)


@post(
    "/account/sign-out-everywhere",
    summary="Sign out on every browser",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
    status_code=204,
)
async def sign_out_everywhere(
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> Response[None]:
    async with database.writing() as conn:
        await close_all_sessions(conn, session.account)
    return _signed_out(settings)


@post(
    "/devices",
    summary="Enrol a device's key",
    guards=[limited(ENROL)],
    responses=problems(
        ProblemCode.MALFORMED,
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.DEVICE_REVOKED,
        ProblemCode.CONFLICT,
        ProblemCode.TOO_MANY_REQUESTS,
    ),
)
async def enrol(
    data: JSONBody[EnrolDevice],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> DeviceEnrolled:
    now = clock()
    async with database.writing() as conn:
        device, challenge = await enrol_device(
            conn,
            session.account,
            _bytes(data.public_key, "public_key"),
            _bytes(data.signature, "signature"),
            data.label,
            now,
        )
        await keep_keys(conn, keystore, now)  # the list that is told is under the root named here
    return DeviceEnrolled(
        device=bytes_to_base64url(device),
        challenge=bytes_to_base64url(challenge),
        root_key=bytes_to_base64url(ensure_root_key(keystore, now).public_key),
        server_ms=now,
    )


@delete(
    "/devices/{device:str}",
    summary="Revoke a device, the cards on it and the sessions of other browsers",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.UNKNOWN_DEVICE),
)
async def revoke(
    device: Base64Url,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> None:
    name, now = _bytes(device), clock()
    async with database.writing() as conn:
        await revoke_device(conn, session.account, name, now)
        await revoke_cards_of_device(
            conn, keystore, session.account, name, "端末の取り消し · device revoked", now
        )
        # Whoever holds the lost phone must not go on in its browser. No session knows its device.
        await close_other_sessions(conn, session)


def _bytes(text: str, field: str | None = None) -> bytes:
    try:
        return webauthn.base64url_to_bytes(text)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field=field) from None


def _signed_out(settings: Settings) -> Response[None]:
    response: Response[None] = Response(None, status_code=204)
    clear_session_cookie(response, settings)
    return response


router = Router(
    "/api",
    route_handlers=[
        begin_account,
        make_account,
        begin_passkey_sign_in,
        sign_in_by_passkey,
        recover,
        get_account,
        begin_further_passkey,
        add_passkey,
        delete_passkey,
        make_recovery_codes,
        sign_out,
        sign_out_everywhere,
        enrol,
        revoke,
    ],
    tags=["accounts"],
)
