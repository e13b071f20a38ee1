"""Makes `schemas/vectors/credential.json`: `python -m tests.unit.cards.make_vectors`.

Everything follows from fixed labels and RFC 6979, so a second run gives the same bytes, and
`test_vectors.py` fails when the committed file is another. The private keys are for tests alone.
"""

import hashlib
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import base45  # type: ignore[import-untyped]  # the package has no types
import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from schemas.feed import Tier
from server.cards import (
    cose,
    credential,
    kiosk_code,
    presentation,
    status_delta,
    status_list,
    trust_list,
    venue_code,
)
from server.cards.credential import Claims
from server.cards.trust_list import TrustedKey

FILE = Path(__file__).parents[3] / "schemas" / "vectors" / "credential.json"

NOW = 1_795_392_000
"""2026-11-23T00:00:00Z, and the start of a time step."""

STEP = NOW // presentation.STEP_SECONDS
BODY, PREFECTURE, STRANGER = 292010, 290009, 12025
DAY = 86_400
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Key:
    """A test key whose private half is SHA-256 of its label."""

    def __init__(self, label: str) -> None:
        scalar = int.from_bytes(hashlib.sha256(f"furusato test {label}".encode()).digest(), "big")
        self.private = ec.derive_private_key(scalar, ec.SECP256R1())
        self.scalar = scalar
        self.public = cose.compressed(self.private.public_key())
        self.kid = cose.key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        return cose.sign_raw(self.private, message)

    def document(self) -> dict[str, str]:
        return {
            "private": f"{self.scalar:064x}",
            "public": self.public.hex(),
            "kid": self.kid.hex(),
        }


ROOT, OTHER_ROOT = Key("root"), Key("other root")
BODY_KEY, NEXT_KEY, PREFECTURE_KEY = Key("body"), Key("next body"), Key("prefecture")
STRANGER_KEY, HOLDER, OTHER_HOLDER = Key("stranger"), Key("holder"), Key("other holder")
KIOSK = Key("kiosk")

NOT_BEFORE, EXPIRES = credential.validity(NOW - DAY + 17, 28 * DAY)
CLAIMS = Claims(
    body=BODY,
    pseudonym=bytes.fromhex("00112233445566778899aabbccddeeff"),
    tier=Tier.PREMIUM,
    long_stay=True,
    not_before=NOT_BEFORE,
    expires=EXPIRES,
    index=77,
    holder=HOLDER.public,
)
PRINTED = replace(CLAIMS, holder=None, index=78, tier=Tier.BASIC, long_stay=False)
REVOKED_INDEX = 5
TRUSTED = [
    TrustedKey(BODY, BODY_KEY.kid, BODY_KEY.public, NOW - 90 * DAY, NOW + 90 * DAY),
    TrustedKey(BODY, NEXT_KEY.kid, NEXT_KEY.public, NOW - DAY, NOW + 365 * DAY),
    TrustedKey(PREFECTURE, PREFECTURE_KEY.kid, PREFECTURE_KEY.public, NOW - DAY, NOW + 90 * DAY),
]
LIST_AGE = 3 * 3600


def issue(claims: Claims, key: Key = BODY_KEY, kid: bytes | None = None) -> bytes:
    return credential.issue(claims, kid or key.kid, key.sign)


def show(claims: Claims = CLAIMS, key: Key = BODY_KEY, step: int = STEP) -> str:
    return presentation.present(issue(claims, key), step, HOLDER.sign)


def bytes_of(text: str) -> bytes:
    return bytes(base45.b45decode(text[len(presentation.PREFIX) :]))


def altered(text: str, at: int, value: int) -> str:
    data = bytearray(bytes_of(text))
    data[at] = value
    return presentation.encode(bytes(data))


def other_s(text: str) -> str:
    """The same presentation with its signature's twin `(r, n - s)`, which verifies too."""
    data = bytes_of(text)
    s = ORDER - int.from_bytes(data[-32:], "big")
    return presentation.encode(data[:-32] + s.to_bytes(32, "big"))


def card_facts(claims: Claims = CLAIMS, step: int | None = STEP, **facts: Any) -> dict[str, Any]:
    return {
        "body": claims.body,
        "tier": int(claims.tier),
        "long_stay": claims.long_stay,
        "printed": claims.printed,
        "index": claims.index,
        "not_before": claims.not_before,
        "expires": claims.expires,
        "step": step,
        "drift": None if step is None else 0,
        "list_age": LIST_AGE,
        "list_too_old": False,
        "name": None,
        "same_sight": False,
        **facts,
    }


def case(name: str, text: str, kind: str, now: int = NOW, **more: Any) -> dict[str, Any]:
    """One row of the table. `expect` holds what the verdict says beside its kind."""
    expect = {"kind": kind, **more.pop("expect", {})}
    return {"name": name, "text": text, "now": now, **more, "expect": expect}


def damaged(name: str, text: str, reason: str = "damaged") -> dict[str, Any]:
    return case(name, text, "unreadable", expect={"reason": reason})


def sighting(at: int, index: int = CLAIMS.index, step: int | None = STEP) -> dict[str, Any]:
    return {"body": BODY, "index": index, "step": step, "at": at}


def later(seconds: int) -> dict[str, Any]:
    """Facts at `seconds` after the start of the step shown."""
    over = max(0, seconds - (presentation.STEP_SECONDS - 1)) if seconds >= 0 else seconds
    return card_facts(drift=over, list_age=LIST_AGE + seconds)


def time_cases() -> list[dict[str, Any]]:
    text = show()
    end = show(step=EXPIRES // 30)
    start = show(step=NOT_BEFORE // 30)
    at_start = NOT_BEFORE - NOW + LIST_AGE
    at_end = EXPIRES - NOW + LIST_AGE
    return [
        case("live card in its step", text, "valid", expect=card_facts()),
        case("last second of its step", text, "valid", NOW + 29, expect=later(29)),
        case("two windows behind", text, "valid", NOW + 89, expect=later(89)),
        case("three windows behind", text, "stale", NOW + 90, expect=later(90)),
        case("two windows ahead", text, "valid", NOW - 60, expect=later(-60)),
        case("three windows ahead", text, "stale", NOW - 61, expect=later(-61)),
        case(
            "a place with less patience",
            text,
            "stale",
            NOW + 60,
            tolerated_steps=1,
            expect=later(60),
        ),
        case(
            "a screenshot of yesterday",
            text,
            "stale",
            NOW + DAY,
            expect=later(DAY) | {"list_too_old": True},
        ),
        case(
            "a second before it begins",
            start,
            "not_yet_valid",
            NOT_BEFORE - 1,
            expect=card_facts(
                step=NOT_BEFORE // 30, list_age=at_start - 1, drift=-1, list_too_old=True
            ),
        ),
        case(
            "the second it begins",
            start,
            "valid",
            NOT_BEFORE,
            expect=card_facts(step=NOT_BEFORE // 30, list_age=at_start, list_too_old=True),
        ),
        case(
            "its last second",
            end,
            "valid",
            EXPIRES - 1,
            max_list_age=90 * DAY,
            expect=card_facts(step=EXPIRES // 30, list_age=at_end - 1, drift=-1),
        ),
        case(
            "the second it expires",
            end,
            "expired",
            EXPIRES,
            max_list_age=90 * DAY,
            expect=card_facts(step=EXPIRES // 30, list_age=at_end),
        ),
    ]


def list_cases() -> list[dict[str, Any]]:
    revoked = replace(CLAIMS, index=REVOKED_INDEX)
    beyond = replace(CLAIMS, index=4_000_000_000)
    basic = replace(CLAIMS, tier=Tier.BASIC, long_stay=False)
    prefecture = replace(CLAIMS, body=PREFECTURE)
    expired = replace(revoked, not_before=NOT_BEFORE - 60 * DAY, expires=EXPIRES - 60 * DAY)
    return [
        case("revoked", show(revoked), "revoked", expect=card_facts(revoked)),
        case("revoked and expired", show(expired), "revoked", expect=card_facts(expired)),
        case("issued after the list", show(beyond), "valid", expect=card_facts(beyond)),
        case("a basic card", show(basic), "valid", expect=card_facts(basic)),
        case(
            "without a status list",
            show(),
            "valid",
            status_lists=[],
            expect=card_facts(list_age=None, list_too_old=True),
        ),
        case(
            "list at its greatest age", show(), "valid", max_list_age=LIST_AGE, expect=card_facts()
        ),
        case(
            "list from as far ahead as clocks may differ",
            show(step=STEP - (LIST_AGE + 3600) // 30),
            "valid",
            NOW - LIST_AGE - 3600,
            expect=card_facts(step=STEP - (LIST_AGE + 3600) // 30, list_age=-3600),
        ),
        case(
            "list from further ahead than that",
            show(step=STEP - (LIST_AGE + 3630) // 30),
            "valid",
            NOW - LIST_AGE - 3601,
            expect=card_facts(
                step=STEP - (LIST_AGE + 3630) // 30, list_age=-3601, list_too_old=True
            ),
        ),
        case(
            "revoked by a list from the future",
            show(revoked, step=STEP - (LIST_AGE + 3630) // 30),
            "revoked",
            NOW - LIST_AGE - 3601,
            expect=card_facts(
                revoked, STEP - (LIST_AGE + 3630) // 30, list_age=-3601, list_too_old=True
            ),
        ),
        case(
            "list a second too old",
            show(),
            "valid",
            max_list_age=LIST_AGE - 1,
            expect=card_facts(list_too_old=True),
        ),
        case(
            "the prefecture's card at a town's desk",
            show(prefecture, PREFECTURE_KEY),
            "wrong_body",
            expect=card_facts(prefecture, list_age=None, list_too_old=True),
        ),
        case(
            "the prefecture's card where it counts",
            show(prefecture, PREFECTURE_KEY),
            "valid",
            accepted=[BODY, PREFECTURE],
            expect=card_facts(prefecture, list_age=None, list_too_old=True),
        ),
        case("signed by the next key", show(key=NEXT_KEY), "valid", expect=card_facts()),
    ]


def issuer_cases() -> list[dict[str, Any]]:
    def unknown(name: str, text: str, body: int = BODY, **more: Any) -> dict[str, Any]:
        return case(name, text, "unknown_issuer", expect={"body": body}, **more)

    stranger = replace(CLAIMS, body=STRANGER)
    early = replace(CLAIMS, not_before=CLAIMS.not_before - 180 * DAY)
    late = replace(CLAIMS, expires=CLAIMS.expires + 180 * DAY)
    borrowed = issue(CLAIMS, STRANGER_KEY, BODY_KEY.kid)
    return [
        unknown("a body that is not listed", show(stranger, STRANGER_KEY), STRANGER),
        unknown("a key that is not listed", show(key=STRANGER_KEY)),
        unknown("the key of another body", show(key=PREFECTURE_KEY)),
        unknown("card begins before its key", show(early)),
        unknown("card outlives its key", show(late)),
        unknown("nothing trusted", show(), trust="empty"),
        damaged(
            "signed by a stranger under a listed key's id",
            presentation.present(borrowed, STEP, HOLDER.sign),
            "bad_signature",
        ),
    ]


def forged_cases() -> list[dict[str, Any]]:
    text = show()
    live = bytes_of(text)
    other = bytes_of(show(replace(CLAIMS, index=79)))
    head, key, rest = live[:33], live[33:65], live[65:]
    off_curve = replace(CLAIMS, holder=bytes([2]) + b"\xff" * 32)
    printed = issue(PRINTED)
    stolen = presentation.present(issue(CLAIMS), STEP, OTHER_HOLDER.sign)
    as_printed = bytes([(head[0] | credential.FLAG_PRINTED) & 0x0F]) + head[1:] + rest[:64]
    sync_head = HOLDER.sign(b"furusato-sync-v1\x00" + hashlib.sha256(live).digest())
    flags = live[0]

    def forged(name: str, data: bytes) -> dict[str, Any]:
        return damaged(name, presentation.encode(data), "bad_signature")

    return [
        damaged("tier changed", altered(text, 0, flags ^ 0b11), "bad_signature"),
        damaged("long-stay mark taken away", altered(text, 0, flags ^ 4), "bad_signature"),
        damaged("sign of the holder's key changed", altered(text, 0, flags ^ 16), "bad_signature"),
        damaged("expiry extended", altered(text, 12, live[12] ^ 1), "bad_signature"),
        damaged("another card number", altered(text, 16, 78), "bad_signature"),
        damaged("another pseudonym", altered(text, 20, 0), "bad_signature"),
        damaged(
            "a later step under an old signature",
            altered(text, 132, live[132] ^ 1),
            "bad_signature",
        ),
        damaged("shown by another phone", stolen, "bad_signature"),
        damaged("holder's key is no point", show(off_curve), "bad_signature"),
        forged("another phone's key put in", head + OTHER_HOLDER.public[1:] + rest),
        forged("proof of another card of the same phone", live[:133] + other[133:]),
        forged("issuer's signature of another card", live[:65] + other[65:129] + live[129:]),
        forged("signatures swapped", live[:65] + live[133:] + live[129:133] + live[65:129]),
        forged("signature of zeros", live[:133] + bytes(64)),
        forged("signature over a sync head as proof", live[:133] + sync_head),
        forged("live card stripped to a printed one", as_printed),
        forged(
            "printed card made live",
            bytes([printed[0] & ~8]) + printed[1:33] + key + printed[33:] + live[129:],
        ),
    ]


def shape_cases() -> list[dict[str, Any]]:
    text = show()
    live = bytes_of(text)
    printed = issue(PRINTED)

    def shape(name: str, data: bytes) -> dict[str, Any]:
        return damaged(name, presentation.encode(data))

    return [
        damaged("prefix alone", "FJ1:"),
        damaged("one character short", text[:-1]),
        damaged("cut in half", text[: len(text) // 2]),
        damaged("lower case", "FJ1:" + text[4:].lower()),
        damaged("a character outside the alphabet", text[:-1] + "_"),
        damaged("a character outside ASCII", text[:-1] + "Ａ"),
        damaged("a group beyond two bytes", "FJ1:" + ":::" + text[7:]),
        damaged("a tail beyond one byte", text[:-2] + "::"),
        damaged("a lone character at the end", text + "0"),
        damaged("more characters than a code has", "FJ1:" + "0" * 600),
        damaged("three thousand characters", "FJ1:" + "Z" * 3_000),
        shape("a byte too many", live + b"\0"),
        shape("a byte too few", live[:-1]),
        shape("without the holder's part", live[:129]),
        shape("printed with a proof", printed + live[129:]),
        shape("printed with a byte too many", printed + b"\0"),
        damaged("a reserved flag", altered(text, 0, live[0] | 0x80)),
        damaged("tier 0", altered(text, 0, live[0] & ~3)),
        damaged("tier 3", altered(text, 0, live[0] | 3)),
        damaged("valid for no time", presentation.encode(live[:11] + b"\0\0" + live[13:])),
        damaged("body 0", presentation.encode(live[:1] + b"\0\0\0" + live[4:])),
        damaged("body of seven digits", presentation.encode(live[:1] + b"\xff\xff\xff" + live[4:])),
        damaged("a later version", "FJ3:" + text[4:], "newer_version"),
        case("a scanner that types ends its line", text + "\r\n", "valid", expect=card_facts()),
    ]


def name_cases() -> list[dict[str, Any]]:
    """A name that the holder chose to show, and what must not pass for one."""

    def shown(name: str) -> str:
        return presentation.present(issue(CLAIMS), STEP, HOLDER.sign, name)

    def signed(name: bytes, said: str) -> str:
        """What no phone of ours makes: signed all the same."""
        whole = credential.unpack(issue(CLAIMS))
        proof = HOLDER.sign(presentation.to_be_signed(whole, STEP, said))
        data = issue(CLAIMS) + STEP.to_bytes(4, "big") + proof + name
        return presentation.encode(data, presentation.NAMED_PREFIX)

    hanako = bytes_of(shown("山田 花子"))
    longest = "あ" * 21 + "a"
    plain = bytes_of(show())
    return [
        case("with a name", shown("山田 花子"), "valid", expect=card_facts(name="山田 花子")),
        case("the longest name", shown(longest), "valid", expect=card_facts(name=longest)),
        damaged("a name too long", signed(b"a" * 65, "a" * 65)),
        damaged("no name where one should be", signed(b"", "")),
        damaged("a name that is no UTF-8", signed(b"\xff\xfe", "?")),
        damaged("a surrogate half as a name", signed(b"\xed\xa0\x80", "?")),
        damaged("a name that turns what follows", signed("子\u202e花".encode(), "子\u202e花")),
        damaged("a name with a line end", signed(b"a\nb", "a\nb")),
        damaged("a name that cannot be seen", signed("\u200b".encode(), "\u200b")),
        damaged("a name under the nameless version", presentation.encode(hanako)),
        damaged(
            "another's name under the same signature",
            presentation.encode(hanako[:197] + "山田 太郎".encode(), presentation.NAMED_PREFIX),
            "bad_signature",
        ),
        damaged(
            "a name put to a nameless presentation",
            presentation.encode(plain + "花子".encode(), presentation.NAMED_PREFIX),
            "bad_signature",
        ),
        damaged(
            "the name taken away",
            presentation.encode(hanako[:197]),
            "bad_signature",
        ),
        damaged(
            "a printed card with a name",
            presentation.encode(issue(PRINTED) + b"a", presentation.NAMED_PREFIX),
        ),
    ]


def foreign_cases() -> list[dict[str, Any]]:
    texts = {
        "nothing": "",
        "EU Digital COVID Certificate": "HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH-R6IOO6+IUKRG",
        "SMART Health Card": "shc:/56762909524320603460292437404460312229595326546034602925407728",
        "Wi-Fi": "WIFI:T:WPA;S:Bath house;P:secret;;",
        "an address of the web": "https://example.jp/FJ1:",
        "a calling card": "BEGIN:VCARD\nVERSION:3.0\nN:Yamada;Taro\nEND:VCARD",
        "a one-time password": "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP",
        "a barcode of goods": "4901234567894",
        "Japanese text": "ふるさと住民登録証",
        "a NUL": "\0" + show(),
        "our code after a space": " " + show(),
        "our prefix in lower case": show().replace("FJ1:", "fj1:"),
        "the code of a place": venue_url(),
        "three thousand characters of another system": "X" * 3_000,
    }
    return [case(name, text, "not_ours") for name, text in texts.items()]


def copy_cases() -> list[dict[str, Any]]:
    text, printed = show(), presentation.printed_text(issue(PRINTED))
    other = sighting(NOW + 5, index=79)
    again = {**later(10), "same_sight": True}
    paper = card_facts(PRINTED, None, list_age=LIST_AGE + 10)
    return [
        case(
            "still before the camera", text, "valid", NOW + 10, seen=[sighting(NOW)], expect=again
        ),
        case(
            "a minute after the first sight",
            text,
            "valid",
            NOW + 60,
            seen=[sighting(NOW)],
            expect={**later(60), "same_sight": True},
        ),
        case(
            "more than a minute after",
            text,
            "copied",
            NOW + 61,
            seen=[sighting(NOW)],
            expect=later(61),
        ),
        case(
            "another card in between",
            text,
            "copied",
            NOW + 10,
            seen=[sighting(NOW), other],
            expect=later(10),
        ),
        case(
            "copied with the signature's twin",
            other_s(text),
            "copied",
            NOW + 10,
            seen=[sighting(NOW), other],
            expect=later(10),
        ),
        case("the twin of a signature is as good", other_s(text), "valid", expect=card_facts()),
        case(
            "our clock was set back",
            text,
            "copied",
            NOW - 5,
            seen=[sighting(NOW)],
            expect=later(-5),
        ),
        case(
            "same card, next step",
            show(step=STEP + 1),
            "valid",
            NOW + 30,
            seen=[sighting(NOW), other],
            expect=card_facts(step=STEP + 1, list_age=LIST_AGE + 30),
        ),
        case("a printed card", printed, "valid", expect=card_facts(PRINTED, None)),
        case(
            "a printed card before the camera",
            printed,
            "valid",
            NOW + 10,
            seen=[sighting(NOW, PRINTED.index, None)],
            expect={**paper, "same_sight": True},
        ),
        case(
            "a printed card comes again",
            printed,
            "valid",
            NOW + 10,
            seen=[sighting(NOW, PRINTED.index, None), other],
            expect=paper,
        ),
        case(
            "revoked beats copied",
            show(replace(CLAIMS, index=REVOKED_INDEX)),
            "revoked",
            NOW + 10,
            seen=[sighting(NOW, REVOKED_INDEX), other],
            expect=card_facts(replace(CLAIMS, index=REVOKED_INDEX), list_age=LIST_AGE + 10),
        ),
    ]


PLACE, SERIAL, PROJECT = 3_000_000_001, 2, 4_000_000_003


def venue_raw(key: Key = BODY_KEY) -> bytes:
    return venue_code.make_raw(BODY, PLACE, SERIAL, key.kid, key.sign)


def venue_url() -> str:
    return venue_code.venue_url(venue_raw(), "https://furusato.example.jp")


def venue() -> dict[str, Any]:
    url, raw = venue_url(), venue_raw()
    good = {
        "kind": "venue",
        "body": BODY,
        "place": PLACE,
        "project": 0,
        "serial": SERIAL,
        "token": venue_code.venue_token(raw).hex(),
    }
    project = venue_code.make_project_raw(BODY, PLACE, PROJECT, SERIAL, BODY_KEY.kid, BODY_KEY.sign)
    project_url = venue_code.venue_url(project, "https://furusato.example.jp")
    of_project = good | {"project": PROJECT, "token": venue_code.venue_token(project).hex()}
    moved = bytearray(project)
    moved[10] ^= 1
    as_venue = BODY_KEY.sign(
        cose.to_be_signed(
            cose.protected_header(BODY_KEY.kid),
            cbor2.dumps([BODY, PLACE, PROJECT, SERIAL]),
            venue_code.CONTEXT,
        )
    )
    flipped = bytearray(raw)
    flipped[6] ^= 1
    start = "HTTPS://FURUSATO.EXAMPLE.JP"
    as_card = BODY_KEY.sign(cbor2.dumps([BODY, PLACE, SERIAL]))
    rows: list[tuple[str, str, int, dict[str, Any]]] = [
        ("as printed", url, NOW, good),
        ("in lower case", url.lower(), NOW, good),
        (
            "of an installation on this machine",
            venue_code.venue_url(raw, "http://localhost:8000/"),
            NOW,
            good,
        ),
        ("with a line end", url + "\n", NOW, good),
        ("place changed", venue_code.venue_url(bytes(flipped), start), NOW, {"kind": "unreadable"}),
        (
            "signed without context",
            venue_code.venue_url(raw[:13] + as_card, start),
            NOW,
            {"kind": "unreadable"},
        ),
        ("cut short", url[:-3], NOW, {"kind": "unreadable"}),
        (
            "spare bits set",
            url[:-1] + ("H" if url[-1] != "H" else "J"),
            NOW,
            {"kind": "unreadable"},
        ),
        ("a digit outside base32", url[:-1] + "1", NOW, {"kind": "not_ours"}),
        ("another path", url.replace("/V/", "/W/"), NOW, {"kind": "not_ours"}),
        ("a card", show(), NOW, {"kind": "not_ours"}),
        ("another system", "WIFI:T:WPA;S:x;;", NOW, {"kind": "not_ours"}),
        (
            "a key that is not listed",
            venue_code.venue_url(venue_raw(STRANGER_KEY), start),
            NOW,
            {"kind": "unknown_issuer"},
        ),
        ("after its key", url, NOW + 90 * DAY, {"kind": "unknown_issuer"}),
        ("before its key", url, NOW - 90 * DAY - 1, {"kind": "unknown_issuer"}),
        ("far too long", url + "A" * 500, NOW, {"kind": "not_ours"}),
        ("of a project", project_url, NOW, of_project),
        ("of a project, in lower case", project_url.lower(), NOW, of_project),
        (
            "project changed",
            venue_code.venue_url(bytes(moved), start),
            NOW,
            {"kind": "unreadable"},
        ),
        (
            "of a project, signed as a place's",
            venue_code.venue_url(project[:17] + as_venue, start),
            NOW,
            {"kind": "unreadable"},
        ),
        (
            "of a project under a place's path",
            project_url.replace("/P/", "/V/"),
            NOW,
            {"kind": "unreadable"},
        ),
        (
            "of a place under a project's path",
            url.replace("/V/", "/P/"),
            NOW,
            {"kind": "unreadable"},
        ),
        ("of a project, after its key", project_url, NOW + 90 * DAY, {"kind": "unknown_issuer"}),
    ]
    return {
        "raw": raw.hex(),
        "url": url,
        "token": good["token"],
        "cases": [
            {"name": name, "text": text, "now": now, "expect": expect}
            for name, text, now, expect in rows
        ],
    }


def kiosk_certificate(
    key: Key = BODY_KEY,
    valid: tuple[int, int] = (NOT_BEFORE, EXPIRES),
    kiosk: bytes = KIOSK.public,
) -> bytes:
    return kiosk_code.issue(BODY, PLACE, kiosk, valid, key.kid, key.sign)


def kiosk_url(step: int = STEP, packed: bytes | None = None, key: Key = KIOSK) -> str:
    origin = "https://furusato.example.jp"
    return kiosk_code.live_url(packed or kiosk_certificate(), step, key.sign, origin=origin)


def kiosk_raw(step: int = STEP) -> bytes:
    return venue_code.from_base32(kiosk_url(step).rsplit("/", 1)[1])


def with_raw(raw: bytes) -> str:
    return venue_code.code_url("K", raw, "HTTPS://FURUSATO.EXAMPLE.JP")


def kiosk() -> dict[str, Any]:
    """Ten minutes either way are good; the certificate is judged by the tablet's step."""
    seconds, steps = presentation.STEP_SECONDS, kiosk_code.TOLERATED_STEPS
    raw, url = kiosk_raw(), kiosk_url()
    proof = KIOSK.kid + STEP.to_bytes(4, "big") + raw[-64:]

    def live(drift: int = 0) -> dict[str, Any]:
        return {
            "kind": "live",
            "body": BODY,
            "place": PLACE,
            "step": STEP,
            "proof": proof.hex(),
            "drift": drift,
        }

    def altered(at: int, value: int) -> str:
        data = bytearray(raw)
        data[at] ^= value
        return with_raw(bytes(data))

    first, last = NOT_BEFORE // seconds, EXPIRES // seconds - 1
    no_point = kiosk_certificate(kiosk=b"\x02" + bytes(31) + b"\x05")
    older = kiosk_certificate(valid=(NOT_BEFORE - 90 * DAY, EXPIRES))
    longer = kiosk_certificate(valid=(NOT_BEFORE, EXPIRES + 90 * DAY))
    rows: list[tuple[str, str, int, dict[str, Any] | str]] = [
        ("as shown", url, NOW, live()),
        ("in lower case", url.lower(), NOW, live()),
        ("of an installation on this machine", "http://localhost:8000/k/" + url[30:], NOW, live()),
        ("with a line end", url + "\r\n", NOW, live()),
        ("in the last second of its step", url, NOW + seconds - 1, live()),
        ("a second later", url, NOW + seconds, live(1)),
        ("as late as may be", url, NOW + (steps + 1) * seconds - 1, live(steps * seconds)),
        ("later than that", url, NOW + (steps + 1) * seconds, "stale"),
        ("as early as may be", url, NOW - steps * seconds, live(-steps * seconds)),
        ("earlier than that", url, NOW - steps * seconds - 1, "stale"),
        ("before the certificate", kiosk_url(first - 1), (first - 1) * seconds, "not_yet_valid"),
        ("after the certificate", kiosk_url(last + 1), EXPIRES, "expired"),
        ("after it, by a reader whose clock is days behind", kiosk_url(last + 1), NOW, "expired"),
        (
            "a key that is not listed",
            kiosk_url(packed=kiosk_certificate(STRANGER_KEY)),
            NOW,
            "unknown_issuer",
        ),
        ("a certificate from before its key", kiosk_url(packed=older), NOW, "unknown_issuer"),
        ("a certificate from beyond its key", kiosk_url(packed=longer), NOW, "unknown_issuer"),
        ("of another body", altered(2, 1), NOW, "unknown_issuer"),
        ("of body 0", with_raw(bytes(3) + raw[3:]), NOW, "unreadable"),
        ("place changed", altered(6, 1), NOW, "unreadable"),
        ("validity changed", altered(15, 1), NOW, "unreadable"),
        ("no validity", with_raw(raw[:14] + bytes(2) + raw[16:]), NOW, "unreadable"),
        ("another tablet's key", altered(20, 1), NOW, "unreadable"),
        ("a key that is no point", kiosk_url(packed=no_point), NOW, "unreadable"),
        ("step changed", altered(116, 1), NOW, "unreadable"),
        ("signed by another tablet", kiosk_url(key=OTHER_HOLDER), NOW, "unreadable"),
        (
            "signed as a card is",
            with_raw(
                raw[:117]
                + KIOSK.sign(
                    cose.to_be_signed(
                        cose.protected_header(),
                        cbor2.dumps([BODY, PLACE, STEP]),
                        presentation.CONTEXT,
                    )
                )
            ),
            NOW,
            "unreadable",
        ),
        (
            "certified as a place's code is",
            with_raw(
                raw[:49]
                + BODY_KEY.sign(
                    cose.to_be_signed(
                        cose.protected_header(BODY_KEY.kid),
                        cbor2.dumps([BODY, PLACE, KIOSK.public, NOT_BEFORE, EXPIRES]),
                        venue_code.CONTEXT,
                    )
                )
                + raw[113:]
            ),
            NOW,
            "unreadable",
        ),
        ("the certificate alone", with_raw(raw[:113]), NOW, "unreadable"),
        ("a byte too many", with_raw(raw + b"\0"), NOW, "unreadable"),
        ("cut short", url[:-3], NOW, "unreadable"),
        ("spare bits set", url[:-1] + chr(ord(url[-1]) + 1), NOW, "unreadable"),
        ("a digit outside base32", url[:-1] + "1", NOW, "not_ours"),
        ("under the path of a printed code", url.replace("/K/", "/V/"), NOW, "not_ours"),
        ("a printed code", venue_url(), NOW, "not_ours"),
        ("far too long", url + "A" * 500, NOW, "not_ours"),
    ]
    return {
        "certificate": kiosk_certificate().hex(),
        "to_be_signed": kiosk_code.unpack(kiosk_certificate()).to_be_signed().hex(),
        "step": STEP,
        "shown": kiosk_code.shown(BODY, PLACE, STEP).hex(),
        "signature": raw[-64:].hex(),
        "url": url,
        "cases": [
            {
                "name": name,
                "text": text,
                "now": now,
                "expect": {"kind": expect} if isinstance(expect, str) else expect,
            }
            for name, text, now, expect in rows
        ],
    }


def trust_payload(rows: list[list[Any]], form: int = 1) -> bytes:
    return cbor2.dumps([form, NOW, rows])


def trust_signed(payload: bytes, key: Key = ROOT, context: bytes = trust_list.CONTEXT) -> str:
    header = cose.protected_header(key.kid)
    tbs = cose.to_be_signed(header, payload, context)
    return cose.sign1(header, payload, key.sign(tbs)).hex()


def trust() -> dict[str, Any]:
    signed = trust_list.issue(TRUSTED, NOW - LIST_AGE, ROOT.public, ROOT.sign)
    rows = [[k.body, k.kid, k.public_key, k.not_before, k.expires] for k in TRUSTED]
    ordered = sorted(rows)
    es256 = cbor2.dumps({1: -7, 4: ROOT.kid})
    plain = trust_payload(ordered)
    confused = cose.sign1(
        es256, plain, ROOT.sign(cose.to_be_signed(es256, plain, trust_list.CONTEXT))
    )
    flipped = bytearray(signed)
    flipped[len(signed) // 2] ^= 1
    return {
        "signed": signed.hex(),
        "empty": trust_list.issue([], NOW, ROOT.public, ROOT.sign).hex(),
        "bad": {
            "nothing": "",
            "not CBOR": "ff",
            "signed by another root": trust_signed(plain, OTHER_ROOT),
            "signed in another context": trust_signed(plain, context=b"furusato-venue-v1"),
            "a bit flipped": bytes(flipped).hex(),
            "a byte more": signed.hex() + "00",
            "ES256 by its old number": confused.hex(),
            "rows out of order": trust_signed(trust_payload(ordered[::-1])),
            "a row twice": trust_signed(trust_payload(ordered[:1] * 2)),
            "a row too short": trust_signed(trust_payload([ordered[0][:4]])),
            "a key too short": trust_signed(
                trust_payload([[*ordered[0][:2], b"\2" * 32, *ordered[0][3:]]])
            ),
            "a key that ends before it begins": trust_signed(
                trust_payload([[*ordered[0][:3], NOW, NOW]])
            ),
            "another format": trust_signed(trust_payload(ordered, 2)),
            "number not in shortest form": trust_signed(b"\x83\x18\x01" + plain[2:]),
            "nested beyond reason": "d2" + "81" * 5000 + "00",
            "claims a billion items": "d29a3b9aca00",
        },
    }


def status_signed(claims: dict[int, Any], key: Key = BODY_KEY) -> str:
    header = cose.protected_header(key.kid, status_list.TYPE)
    payload = cbor2.dumps(claims)
    return cose.sign1(header, payload, key.sign(cose.to_be_signed(header, payload))).hex()


def status() -> dict[str, Any]:
    bits = status_list.bits_of([REVOKED_INDEX, 100], 128)
    signed = status_list.issue(BODY, bits, NOW - LIST_AGE, BODY_KEY.kid, BODY_KEY.sign)
    lst = zlib.compress(bits, 9)

    def claims(**change: Any) -> dict[int, Any]:
        values: dict[str, Any] = {
            "iss": "292010",
            "sub": "furusato:status:292010",
            "iat": NOW,
            "lst": lst,
            "bits": 1,
        } | change
        return {
            1: values["iss"],
            2: values["sub"],
            6: values["iat"],
            65533: {"lst": values["lst"], "bits": values["bits"]},
        }

    flipped = bytearray(signed)
    flipped[-70] ^= 1
    unordered = {65533: {"lst": lst, "bits": 1}, 1: "292010", 2: "furusato:status:292010", 6: NOW}
    return {
        "body": BODY,
        "signed": signed.hex(),
        "cards": 128,
        "revoked": [REVOKED_INDEX, 100],
        "bad": {
            "nothing": "",
            "a trust list": trust_signed(trust_payload([])),
            "signed by the prefecture": status_signed(claims(), PREFECTURE_KEY),
            "signed by a stranger": status_signed(claims(), STRANGER_KEY),
            "of another body": status_signed(claims(iss="290009", sub="furusato:status:290009")),
            "named after another list": status_signed(claims(sub="furusato:status:290009")),
            "a bit flipped": bytes(flipped).hex(),
            "two bits a card": status_signed(claims(bits=2)),
            "not compressed": status_signed(claims(lst=bits)),
            "compression cut short": status_signed(claims(lst=lst[:-2])),
            "a byte beyond the limit": status_signed(
                claims(lst=zlib.compress(bytes(status_list.MAX_BYTES + 1), 9))
            ),
            "keys out of order": status_signed(unordered),
            "before its key": status_signed(claims(iat=NOW - 91 * DAY)),
            "after its key": status_signed(claims(iat=NOW + 90 * DAY)),
            "a date that is text": status_signed(claims(iat="today")),
        },
    }


def delta_token(
    changes: Any, key: Key = BODY_KEY, typ: str = status_delta.TYPE, **change: Any
) -> bytes:
    """A delta with whatever is changed in it, signed."""
    claims = {1: "292010", 2: "furusato:status:292010", 6: NOW} | {
        {"iss": 1, "sub": 2, "iat": 6}[name]: value for name, value in change.items()
    }
    payload = cbor2.dumps(claims | {status_delta.CHANGES: changes})
    return status_list.sign_token(typ, payload, key.kid, key.sign)


def delta() -> dict[str, Any]:
    trusted = trust_list.TrustList(NOW, tuple(TRUSTED))
    base = status_list.verify(bytes.fromhex(status()["signed"]), BODY, trusted)
    name, size = base.name, len(base.bits)
    more, grown = [5, 7, 100], [5, 100, 2000, 2001]

    def signed(revoked: list[int], cards: int = 128, at: int = NOW, key: Key = BODY_KEY) -> bytes:
        bits = status_list.bits_of(revoked, cards)
        return status_delta.issue(base, bits, at, key.kid, key.sign)

    def good(label: str, message: bytes, revoked: list[int], size: int, at: int) -> dict[str, Any]:
        expect = {"issued_at": at, "size": size, "revoked": revoked}
        return {"name": label, "signed": message.hex(), "expect": expect}

    def refused(label: str, message: bytes) -> dict[str, Any]:
        return good(label, message, [5, 100], size, NOW - LIST_AGE)

    after = NOW - LIST_AGE
    return {
        "body": BODY,
        "base": status()["signed"],
        "base_name": name.hex(),
        "cases": [
            good("a new date and nothing else", signed([5, 100]), [5, 100], 16, NOW),
            good("one more revoked", signed(more), more, 16, NOW),
            good("one taken back no more", signed([100]), [100], 16, NOW),
            good("all of them", signed([*range(128)]), [*range(128)], 16, NOW),
            good("more cards", signed(grown, 2002), grown, 251, NOW),
            good("signed by the next key", signed(more, key=NEXT_KEY), more, 16, NOW),
            good("of the same second", signed(more, at=after), more, 16, after),
            refused("stands on another list", delta_token([b"\0" * 8, size, [7]])),
            refused("older than its base", delta_token([name, size, [7]], iat=after - 1)),
            refused("shorter than its base", delta_token([name, size - 1, [7]])),
        ],
        "bad": {
            "nothing": "",
            "a status list": status()["signed"],
            "a trust list": trust_signed(trust_payload([])),
            "signed by the prefecture": delta_token([name, size, []], PREFECTURE_KEY).hex(),
            "signed by a stranger": delta_token([name, size, []], STRANGER_KEY).hex(),
            "typed as a list": delta_token([name, size, []], typ=status_list.TYPE).hex(),
            "of another body": delta_token(
                [name, size, []], iss="290009", sub="furusato:status:290009"
            ).hex(),
            "before its key": delta_token([name, size, []], iat=NOW - 91 * DAY).hex(),
            "after its key": delta_token([name, size, []], iat=NOW + 90 * DAY).hex(),
            "a card beyond the end": delta_token([name, size, [127, 0]]).hex(),
            "a card far beyond the end": delta_token([name, size, [2**52, 2**52]]).hex(),
            "a gap below zero": delta_token([name, size, [5, -1]]).hex(),
            "a gap that is text": delta_token([name, size, ["5"]]).hex(),
            "a gap that is true": delta_token([name, size, [True]]).hex(),
            "a name too short": delta_token([name[:7], size, []]).hex(),
            "a name that is text": delta_token([name.hex()[:8], size, []]).hex(),
            "larger than a list": delta_token([name, 2**20 + 1, []]).hex(),
            "a size below zero": delta_token([name, -1, []]).hex(),
            "a size that is true": delta_token([name, True, []]).hex(),
            "without changes": delta_token([name, size]).hex(),
            "a field more": delta_token([name, size, [], 0]).hex(),
            "changes as a map": delta_token({1: name}).hex(),
        },
    }


def credential_part(claims: Claims) -> dict[str, Any]:
    packed = issue(claims)
    whole = credential.unpack(packed)
    return {
        "claims": {
            "body": claims.body,
            "pseudonym": claims.pseudonym.hex(),
            "tier": int(claims.tier),
            "long_stay": claims.long_stay,
            "not_before": claims.not_before,
            "expires": claims.expires,
            "index": claims.index,
            "holder": claims.holder.hex() if claims.holder else None,
        },
        "kid": BODY_KEY.kid.hex(),
        "protected": cose.protected_header(BODY_KEY.kid).hex(),
        "payload": credential.payload(claims).hex(),
        "to_be_signed": whole.to_be_signed().hex(),
        "cwt": whole.cwt().hex(),
        "packed": packed.hex(),
    }


def presentation_part() -> dict[str, Any]:
    whole = credential.unpack(issue(CLAIMS))
    text = show()
    header, payload = cose.protected_header(), presentation.payload(whole, STEP)
    return {
        "step": STEP,
        "external_aad": presentation.CONTEXT.hex(),
        "payload": payload.hex(),
        "to_be_signed": presentation.to_be_signed(whole, STEP).hex(),
        "cose": cose.sign1(header, payload, bytes_of(text)[-64:]).hex(),
        "packed": bytes_of(text).hex(),
        "text": text,
    }


def base45_part() -> dict[str, Any]:
    return {
        "good": [
            [data.hex(), base45.b45encode(data).decode()]
            for data in [
                b"",
                b"AB",
                b"Hello!!",
                b"base-45",
                b"ietf!",
                b"\0",
                b"\0\0",
                b"\xff\xff",
                b"\xff",
            ]
        ],
        "bad": ["A", "ABCD", "a0", "::", ":::", "GGX", "0_", "QED8W\n", "あ"],
    }


def document() -> dict[str, Any]:
    keys = {
        "root": ROOT,
        "body": BODY_KEY,
        "next_body": NEXT_KEY,
        "prefecture": PREFECTURE_KEY,
        "stranger": STRANGER_KEY,
        "holder": HOLDER,
        "other_holder": OTHER_HOLDER,
        "kiosk": KIOSK,
    }
    return {
        "about": "Conformance cases of schemas/credential.md; bytes in hex. Keys are for tests.",
        "keys": {name: key.document() for name, key in keys.items()},
        "base45": base45_part(),
        "credential": credential_part(CLAIMS),
        "printed": credential_part(PRINTED) | {"text": presentation.printed_text(issue(PRINTED))},
        "presentation": presentation_part(),
        "trust_list": trust(),
        "status_list": status(),
        "status_delta": delta(),
        "venue_code": venue(),
        "kiosk_code": kiosk(),
        "verdicts": {
            "context": {
                "trust": "signed",
                "status_lists": [BODY],
                "accepted": [BODY],
                "max_list_age": 12 * 3600,
                "seen": [],
                "tolerated_steps": 2,
            },
            "cases": [
                *time_cases(),
                *list_cases(),
                *issuer_cases(),
                *forged_cases(),
                *shape_cases(),
                *name_cases(),
                *foreign_cases(),
                *copy_cases(),
            ],
        },
    }


def rendered() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(rendered())
