"""Passkeys (WebAuthn): discoverable, with the person verified, several to an account.

A ceremony lives in the database between its options and its answer: used once, five minutes long.
"""

import secrets
from typing import Any, NoReturn

import msgspec
import sqlalchemy as sa
import webauthn
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from webauthn.helpers import (
    bytes_to_base64url,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRequestOptions,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from schemas.api import PasskeyInfo, PasskeyOptions
from schemas.problems import ProblemCode
from server.accounts import tables
from server.accounts.lock import lock_account
from server.accounts.people import names_of
from server.accounts.recovery import count_recovery_codes
from server.app.clock import MINUTE_MS
from server.app.problems import Refusal
from server.app.settings import Settings

CEREMONY_MS = 5 * MINUTE_MS
MAX_PASSKEYS = 20
"""Of one person."""

NEW_ACCOUNT = "new-account"
ADD_PASSKEY = "add-passkey"
SIGN_IN = "sign-in"

_ALGORITHMS = [COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.EDDSA]


class Ceremony(Struct, frozen=True):
    """A begun ceremony: what the browser was asked to sign, and for which account."""

    kind: str
    challenge: bytes
    account: str | None


class NewPasskey(Struct, frozen=True):
    """A verified passkey that is not stored yet."""

    id: bytes
    public_key: bytes
    sign_count: int


async def begin_registration(
    conn: AsyncConnection, settings: Settings, account: str | None, name: str, now: int
) -> PasskeyOptions:
    """Options for a new passkey: of this account, or of a new one that does not exist yet.

    `name` is what the person's own device calls the passkey; it is not stored here.
    """
    owner = account or secrets.token_urlsafe(12)
    known = await _passkey_ids(conn, account) if account else []
    if len(known) >= MAX_PASSKEYS:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"パスキーは{MAX_PASSKEYS}個までです",
            f"At most {MAX_PASSKEYS} passkeys",
        )
    label = name.strip() or "ふるさと住民"
    options = webauthn.generate_registration_options(
        rp_id=settings.relying_party,
        rp_name="ふるさと住民登録証",
        user_id=owner.encode(),
        user_name=label,
        user_display_name=label,
        timeout=CEREMONY_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=passkey_id) for passkey_id in known],
        supported_pub_key_algs=[
            *_ALGORITHMS,
            COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,  # Windows Hello on older machines
        ],
    )
    return await _begin(conn, ADD_PASSKEY if account else NEW_ACCOUNT, options, owner, now)


async def begin_sign_in(conn: AsyncConnection, settings: Settings, now: int) -> PasskeyOptions:
    """Options to sign in with any passkey that the person's device knows for us."""
    options = webauthn.generate_authentication_options(
        rp_id=settings.relying_party,
        timeout=CEREMONY_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return await _begin(conn, SIGN_IN, options, None, now)


async def take_ceremony(
    conn: AsyncConnection, ceremony_id: str, kind: str, account: str | None, now: int
) -> Ceremony:
    """Uses a ceremony up, in a transaction of its own: a failed answer may not be tried again.

    `account` is who must have begun it, for `ADD_PASSKEY`. Raises `Refusal` PASSKEY_REFUSED.
    """
    row = (
        await conn.execute(
            tables.ceremony.delete()
            .where(tables.ceremony.c.id == ceremony_id, tables.ceremony.c.kind == kind)
            .returning(tables.ceremony)
        )
    ).one_or_none()
    stale = row is None or row.expires_ms <= now
    if row is None or stale or (account is not None and row.account_id != account):
        _refuse("時間切れか使用済みです。もう一度お試しください", "Timed out or used already")
    return Ceremony(row.kind, row.challenge, row.account_id)


def verify_new_passkey(
    ceremony: Ceremony, response: dict[str, Any], settings: Settings
) -> NewPasskey:
    """Checks what `navigator.credentials.create` gave. Raises `Refusal` PASSKEY_REFUSED."""
    try:
        verified = webauthn.verify_registration_response(
            credential=response,
            expected_challenge=ceremony.challenge,
            expected_rp_id=settings.relying_party,
            expected_origin=settings.origin,
            require_user_verification=True,
            supported_pub_key_algs=[
                *_ALGORITHMS,
                COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
            ],
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        _refuse(cause=error)
    return NewPasskey(verified.credential_id, verified.credential_public_key, verified.sign_count)


async def store_passkey(
    conn: AsyncConnection, account: str, passkey: NewPasskey, label: str, now: int
) -> None:
    """Raises `Refusal` PASSKEY_REFUSED when the passkey is somebody's already."""
    try:
        await conn.execute(
            tables.passkey.insert().values(
                id=passkey.id,
                account_id=account,
                public_key=passkey.public_key,
                sign_count=passkey.sign_count,
                label=label,
                created_ms=now,
            )
        )
    except IntegrityError as error:
        _refuse("このパスキーは登録済みです", "This passkey is known already", cause=error)


async def sign_in_with(
    conn: AsyncConnection,
    ceremony: Ceremony,
    response: dict[str, Any],
    settings: Settings,
    now: int,
) -> str:
    """Checks what `navigator.credentials.get` gave; gives the account.

    Raises `Refusal` PASSKEY_REFUSED, in the same words for an unknown passkey and a bad signature.
    """
    try:
        passkey_id = webauthn.base64url_to_bytes(response["id"])
        handle = response["response"].get("userHandle")
        row = (
            await conn.execute(
                sa.select(tables.passkey).where(tables.passkey.c.id == passkey_id).with_for_update()
            )
        ).one_or_none()
        if row is None:
            _refuse()
        if handle:
            named = webauthn.base64url_to_bytes(handle)
            if named not in [name.encode() for name in await names_of(conn, row.account_id)]:
                _refuse()
        verified = webauthn.verify_authentication_response(
            credential=response,
            expected_challenge=ceremony.challenge,
            expected_rp_id=settings.relying_party,
            expected_origin=settings.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        _refuse(cause=error)
    await conn.execute(
        tables.passkey.update()
        .where(tables.passkey.c.id == passkey_id)
        .values(sign_count=verified.new_sign_count, last_used_ms=now)
    )
    return str(row.account_id)


async def remove_passkey(conn: AsyncConnection, account: str, passkey_id: bytes) -> None:
    """Raises `Refusal` NOT_FOUND, or CONFLICT for the last way to sign in."""
    await lock_account(conn, account)
    ids = await _passkey_ids(conn, account)
    if passkey_id not in ids:
        raise Refusal(ProblemCode.NOT_FOUND)
    if len(ids) == 1 and not await count_recovery_codes(conn, account):
        raise Refusal(
            ProblemCode.CONFLICT,
            "最後のパスキーは、先に回復コードを作ってから削除してください",
            "Make recovery codes before you remove the last passkey",
        )
    await conn.execute(tables.passkey.delete().where(tables.passkey.c.id == passkey_id))


async def passkeys_of(conn: AsyncConnection, account: str) -> list[PasskeyInfo]:
    rows = await conn.execute(
        sa.select(tables.passkey)
        .where(tables.passkey.c.account_id == account)
        .order_by(tables.passkey.c.created_ms, tables.passkey.c.id)
    )
    return [_info(row) for row in rows]


def _info(row: Any) -> PasskeyInfo:
    key = decode_credential_public_key(row.public_key)
    der = decoded_public_key_to_cryptography(key).public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    return PasskeyInfo(
        id=bytes_to_base64url(row.id),
        label=row.label,
        created=row.created_ms,
        last_used=row.last_used_ms,
        algorithm=key.alg,
        public_key=bytes_to_base64url(der),
    )


async def _passkey_ids(conn: AsyncConnection, account: str) -> list[bytes]:
    ids = await conn.scalars(
        sa.select(tables.passkey.c.id).where(tables.passkey.c.account_id == account)
    )
    return list(ids)


async def forget_ceremonies(conn: AsyncConnection, now: int) -> int:
    """Takes out those that were never finished; tells how many."""
    done = await conn.execute(tables.ceremony.delete().where(tables.ceremony.c.expires_ms <= now))
    return done.rowcount


async def _begin(
    conn: AsyncConnection,
    kind: str,
    options: PublicKeyCredentialCreationOptions | PublicKeyCredentialRequestOptions,
    account: str | None,
    now: int,
) -> PasskeyOptions:
    await forget_ceremonies(conn, now)
    ceremony_id = secrets.token_urlsafe(16)
    await conn.execute(
        tables.ceremony.insert().values(
            id=ceremony_id,
            kind=kind,
            challenge=options.challenge,
            account_id=account,
            expires_ms=now + CEREMONY_MS,
        )
    )
    return PasskeyOptions(ceremony_id, msgspec.json.decode(webauthn.options_to_json(options)))


def _refuse(detail_ja: str = "", detail_en: str = "", cause: Exception | None = None) -> NoReturn:
    raise Refusal(ProblemCode.PASSKEY_REFUSED, detail_ja, detail_en) from cause
