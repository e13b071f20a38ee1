"""Makes `schemas/vectors/attacks.json`: `python -m tests.unit.cards.make_attacks`.

What must not work, each with the answer that it must get; both verifiers run it all. The answers
are written here by hand or follow from the specification: no verifier is asked.
"""

import hashlib
import hmac
import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any

import cbor2

from server.cards import cose, credential, presentation, status_delta, status_list, trust_list
from server.cards.credential import Claims
from tests.unit.cards import make_vectors as made
from tests.unit.cards.make_vectors import (
    BODY,
    BODY_KEY,
    CLAIMS,
    DAY,
    HOLDER,
    NEXT_KEY,
    NOW,
    OTHER_ROOT,
    PREFECTURE,
    PREFECTURE_KEY,
    REVOKED_INDEX,
    ROOT,
    STEP,
    STRANGER_KEY,
    TRUSTED,
    Key,
    bytes_of,
    show,
)

FILE = made.FILE.with_name("attacks.json")
ORDER = made.ORDER
FIELD = 2**256 - 2**224 + 2**192 + 2**96 - 1

Row = dict[str, Any]


def attack(name: str, text: str, kind: str, reason: str = "", now: int = NOW, **given: Any) -> Row:
    """`given` overrides fields of the context of `credential.json`."""
    return {"name": name, "text": text, "now": now, **given, "kind": kind, "reason": reason}


def bad_signature(name: str, text: str) -> Row:
    return attack(name, text, "unreadable", "bad_signature")


def damaged(name: str, text: str) -> Row:
    return attack(name, text, "unreadable", "damaged")


# -- the body's signature


def signature_of(protected: bytes, key: Key = BODY_KEY, aad: bytes = b"") -> bytes:
    """Over the claims of the card, under whatever header."""
    return key.sign(cose.to_be_signed(protected, credential.payload(CLAIMS), aad))


def with_issuer_signature(signature: bytes) -> str:
    packed = credential.issue(CLAIMS, BODY_KEY.kid, lambda _: signature)
    return presentation.present(packed, STEP, HOLDER.sign)


def issuer_attacks() -> list[Row]:
    header = cose.protected_header(BODY_KEY.kid)
    kid = BODY_KEY.kid
    tbs = cose.to_be_signed(header, credential.payload(CLAIMS))
    mac = hmac.digest(BODY_KEY.public, tbs, "sha256")
    order, zero = ORDER.to_bytes(32, "big"), bytes(32)
    good = BODY_KEY.sign(tbs)
    whole = credential.unpack(credential.issue(CLAIMS, kid, BODY_KEY.sign))
    headers = {
        "ES256 by its old number": cbor2.dumps({1: -7, 4: kid}),
        "ES384": cbor2.dumps({1: -35, 4: kid}),
        "EdDSA": cbor2.dumps({1: -8, 4: kid}),
        "HMAC in the header": cbor2.dumps({1: 5, 4: kid}),
        "algorithm none": cbor2.dumps({1: 0, 4: kid}),
        "no algorithm": cbor2.dumps({4: kid}),
        "algorithm as text": cbor2.dumps({1: "ESP256", 4: kid}),
        "no header": b"",
        "an empty header": cbor2.dumps({}),
        "an unknown critical parameter": cbor2.dumps({1: -9, 2: [99], 4: kid, 99: 1}),
        "a parameter more": cbor2.dumps({1: -9, 3: 61, 4: kid}),
        "the key id of another": cbor2.dumps({1: -9, 4: PREFECTURE_KEY.kid}),
        "parameters out of order": cbor2.dumps({4: kid, 1: -9}),
        "the header in a longer form": b"\xb8\x02" + header[1:],
        "the header of unknown length": b"\xbf" + header[1:] + b"\xff",
        "typed as a status list": cose.protected_header(kid, status_list.TYPE),
        "the phone's header": cose.protected_header(),
    }
    signatures = {
        "HMAC with the public key": mac + mac,
        "zeros": bytes(64),
        "r of zero": zero + good[32:],
        "s of zero": good[:32] + zero,
        "r of the group's order": order + good[32:],
        "s of the group's order": good[:32] + order,
        "all ones": b"\xff" * 64,
        "halves swapped": good[32:] + good[:32],
        "little-endian": good[31::-1] + good[:31:-1],
        "over the payload alone": BODY_KEY.sign(credential.payload(CLAIMS)),
        "over the packed form": BODY_KEY.sign(whole.cwt()),
        "over its hash": BODY_KEY.sign(hashlib.sha256(tbs).digest()),
        "as one of several (COSE_Sign)": BODY_KEY.sign(
            cbor2.dumps(["Signature", b"", header, b"", credential.payload(CLAIMS)])
        ),
        "as a countersignature": BODY_KEY.sign(
            cbor2.dumps(["CounterSignature", header, b"", b"", credential.payload(CLAIMS)])
        ),
        "in the context of the trust list": signature_of(header, aad=trust_list.CONTEXT),
        "in the phone's context": signature_of(header, aad=presentation.CONTEXT),
        "by the phone itself": signature_of(header, HOLDER),
        "by the root": signature_of(header, ROOT),
        "by the body's next key": signature_of(header, NEXT_KEY),
        "of the body's status list": bytes.fromhex(made.status()["signed"])[-64:],
        "of the code of a place": made.venue_raw()[-64:],
        "of the trust list": bytes.fromhex(made.trust()["signed"])[-64:],
    }
    return [
        *(
            bad_signature(f"body's signature: {name}", with_issuer_signature(signature_of(header)))
            for name, header in headers.items()
        ),
        *(
            bad_signature(f"body's signature {name}", with_issuer_signature(signature))
            for name, signature in signatures.items()
        ),
    ]


def key_attacks() -> list[Row]:
    prefecture = replace(CLAIMS, body=PREFECTURE)

    def under(kid: bytes, claims: Claims = CLAIMS, key: Key = BODY_KEY) -> str:
        return presentation.present(credential.issue(claims, kid, key.sign), STEP, HOLDER.sign)

    return [
        attack("key id of another body", under(PREFECTURE_KEY.kid), "unknown_issuer"),
        attack("key id of the root", under(ROOT.kid, key=ROOT), "unknown_issuer"),
        attack("key id of zeros", under(bytes(4)), "unknown_issuer"),
        attack("key id of the phone", under(HOLDER.kid, key=HOLDER), "unknown_issuer"),
        attack(
            "one body's key for another's card", under(BODY_KEY.kid, prefecture), "unknown_issuer"
        ),
        attack(
            "the prefecture's id over the town's signature",
            under(PREFECTURE_KEY.kid, prefecture),
            "unreadable",
            "bad_signature",
        ),
        attack("the root key is not known", show(), "unknown_issuer", trust="empty"),
    ]


# -- the phone's signature


def with_proof(proof: bytes, step: int = STEP) -> str:
    packed = credential.issue(CLAIMS, BODY_KEY.kid, BODY_KEY.sign)
    return presentation.encode(packed + step.to_bytes(4, "big") + proof)


def holder_attacks() -> list[Row]:
    whole = credential.unpack(credential.issue(CLAIMS, BODY_KEY.kid, BODY_KEY.sign))
    header, payload = cose.protected_header(), presentation.payload(whole, STEP)
    tbs = cose.to_be_signed(header, payload, presentation.CONTEXT)
    good = HOLDER.sign(tbs)
    mac = hmac.digest(HOLDER.public, tbs, "sha256")
    elsewhere = credential.unpack(
        credential.issue(replace(CLAIMS, body=PREFECTURE), PREFECTURE_KEY.kid, PREFECTURE_KEY.sign)
    )
    renewed = credential.unpack(
        credential.issue(replace(CLAIMS, expires=CLAIMS.expires + DAY), BODY_KEY.kid, BODY_KEY.sign)
    )

    def over(payload: bytes, header: bytes = header, aad: bytes = presentation.CONTEXT) -> bytes:
        return HOLDER.sign(cose.to_be_signed(header, payload, aad))

    digest = whole.digest()
    proofs = {
        "ES256 by its old number": over(payload, cbor2.dumps({1: -7})),
        "HMAC with the public key": mac + mac,
        "without a header": over(payload, b""),
        "with a key id": over(payload, cose.protected_header(HOLDER.kid)),
        "without its context": over(payload, aad=b""),
        "in the context of a place": over(payload, aad=b"furusato-venue-v1"),
        "in its context and more": over(payload, aad=presentation.CONTEXT + b"\0"),
        "of the step alone": over(cbor2.dumps(STEP)),
        "of the card alone": over(cbor2.dumps([digest])),
        "of the card without its tag": over(
            cbor2.dumps([hashlib.sha256(whole.cwt()[1:]).digest(), STEP])
        ),
        "of the packed card": over(
            cbor2.dumps([hashlib.sha256(bytes_of(show())[:129]).digest(), STEP])
        ),
        "of the next step": over(cbor2.dumps([digest, STEP + 1])),
        "of the step in milliseconds": over(cbor2.dumps([digest, NOW * 1000])),
        "of the step as text": over(cbor2.dumps([digest, str(STEP)])),
        "of the step in a longer form": over(
            b"\x82\x58\x20" + digest + b"\x1b" + STEP.to_bytes(8, "big")
        ),
        "for this phone's card of another body": over(presentation.payload(elsewhere, STEP)),
        "for this phone's renewed card": over(presentation.payload(renewed, STEP)),
        "by the body": BODY_KEY.sign(tbs),
        "of an enrolment": HOLDER.sign(b"furusato-enrol-v1\x00someone"),
        "halves swapped": good[32:] + good[:32],
        "of ones": b"\xff" * 64,
        "the body's once more": whole.signature,
    }
    beyond = replace(CLAIMS, holder=b"\2" + FIELD.to_bytes(32, "big"))
    nothing = replace(CLAIMS, holder=b"\2" + bytes(31) + b"\1")
    own = replace(CLAIMS, holder=BODY_KEY.public)
    return [
        *(bad_signature(f"phone's signature {name}", with_proof(p)) for name, p in proofs.items()),
        bad_signature("an old signature under a new step", with_proof(good, STEP + 1)),
        bad_signature("a new step's signature under an old one", with_proof(good, STEP - 1)),
        bad_signature("the phone's key beyond the field", show(beyond)),
        bad_signature("the phone's key of a lone one", show(nothing)),
        bad_signature("the phone's key is the body's", show(own)),
    ]


# -- good signatures at the wrong time or place


def replays() -> list[Row]:
    lost = replace(CLAIMS, index=REVOKED_INDEX)
    text = show()
    here = {"body": BODY, "index": CLAIMS.index, "step": STEP, "at": NOW}
    return [
        attack("replayed after two minutes", text, "stale", now=NOW + 120),
        attack("replayed after a year, its card still good", text, "stale", now=NOW + 20 * DAY),
        attack("screenshot from the day before", show(step=STEP - 2880), "stale"),
        attack("made ahead for tomorrow", show(step=STEP + 2880), "stale"),
        attack("of step 0", show(step=0), "stale"),
        attack("of the last step there is", show(step=2**32 - 1), "stale"),
        attack("shown again by a friend", text, "copied", now=NOW + 61, seen=[here]),
        attack(
            "shown again with the signature's twin",
            made.other_s(text),
            "copied",
            now=NOW + 61,
            seen=[here],
        ),
        attack("replayed at the desk of another body", text, "wrong_body", accepted=[PREFECTURE]),
        attack("where no body's cards count", text, "wrong_body", accepted=[]),
        attack("card of a phone that was revoked", show(lost), "revoked"),
        attack("revoked and at the wrong time", show(lost, step=0), "revoked"),
        attack(
            "after the card has ended", show(step=STEP + 2880 * 40), "expired", now=NOW + 40 * DAY
        ),
        attack(
            "before the card begins", show(step=STEP - 2880 * 2), "not_yet_valid", now=NOW - 2 * DAY
        ),
    ]


# -- other shapes


def shapes() -> list[Row]:
    text = show()
    live = bytes_of(text)
    body = text[4:]
    whole = credential.unpack(live[:129])
    bomb = zlib.compress(bytes(1 << 20), 9)
    odd = {
        "a character of full width": body[:9] + "\uff10" + body[10:],
        "a letter of another alphabet": body[:9] + "\u0410" + body[10:],
        "a digit of another script": body[:9] + "\u0660" + body[10:],
        "a zero-width space": body[:9] + "\u200b" + body[9:],
        "a mark that turns the direction": "\u202e" + body,
        "a combining mark": body + "\u0301",
        "beyond the first plane": body[:9] + "\U0001f3e0" + body[10:],
        "a NUL": body[:9] + "\0" + body[9:],
        "a line end inside": body[:9] + "\n" + body[9:],
        "a tab at the start": "\t" + body,
        "spaces as %20": body.replace(" ", "%20") + "%20",
        "spaces as +": body[:-2] + "++",
        "a space at the end": body + " ",
        "three spaces at the end": body + "   ",
        "padding": body + "===",
        "twice": body + body,
        "twice with its prefix": body + text,
        "512 characters": body.ljust(508, "0"),
        "513 characters": body.ljust(509, "0"),
        "the greatest group and one": "GGX" + body[3:],
        "base64url": urlsafe_b64encode(live).decode(),
        "hex": live.hex().upper(),
    }
    contents = {
        "the credential not packed": whole.cwt(),
        "compressed": zlib.compress(live, 9),
        "compressed zeros": bomb[:197],
        "nested arrays": b"\x81" * 197,
        "a billion items": b"\x9a\x3b\x9a\xca\x00" + live[5:-1],
        "backwards": live[::-1],
        "zeros": bytes(197),
        "ones": b"\xff" * 197,
        "a status list": bytes.fromhex(made.status()["signed"])[:197],
        "one more holder's part": live + live[129:],
        "the printed length, flagged live": live[:97],
    }
    return [
        *(damaged(f"text: {name}", "FJ1:" + odd_text) for name, odd_text in odd.items()),
        *(damaged(f"bytes: {name}", presentation.encode(data)) for name, data in contents.items()),
        attack("prefix: a version that may come", "FJ9:" + body, "unreadable", "newer_version"),
        attack("prefix: the last version there is", "FJ999:" + body, "unreadable", "newer_version"),
        attack("prefix: version 0", "FJ0:" + body, "unreadable", "newer_version"),
        attack("prefix: version 01", "FJ01:" + body, "unreadable", "newer_version"),
        *(
            attack(f"prefix: {name}", prefix + body, "not_ours")
            for name, prefix in {
                "four digits": "FJ1000:",
                "no digits": "FJ:",
                "no colon": "FJ1",
                "a sign": "FJ-1:",
                "full width": "\uff26\uff2a1:",
                "a digit of full width": "FJ\uff11:",
                "a Cyrillic letter": "F\u04081:",
                "a byte order mark": "\ufeffFJ1:",
                "a line end": "\nFJ1:",
                "in an address": "https://furusato.example.jp/?FJ1:",
                "behind another": "HC1:FJ1:",
                "in small letters": "fj1:",
            }.items()
        ),
    ]


OTHER_SYSTEMS = {
    "EU Digital COVID Certificate": "HC1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE",
    "a COVID certificate of Norway": "NO1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3",
    "SMART Health Card": "shc:/5676290952432060346029243740446031222959532654603460292540",
    "VDS-NC": '{"data":{"hdr":{"t":"icao.vacc","v":1,"is":"JPN"}},"sig":{"alg":"ES256"}}',
    "mdoc engagement": "mdoc:owBjMS4wAYIB2BhYS6QBAiABIVggWojQnqXxrxkHhhqKPhFhNF8-3kEl",
    "OpenID for Verifiable Presentations": "openid4vp://?client_id=x&request_uri=https%3A%2F%2Fx.jp",
    "OpenID credential offer": "openid-credential-offer://?credential_offer=%7B%7D",
    "FIDO hybrid sign-in": "FIDO:/071782388614270405713309283450091734098127",
    "JPQR payment": "00020101021126660019jp.or.paymentsjapan0113000000000000102040001530339263",
    "PayPay": "https://qr.paypay.ne.jp/28180104ABCDEFGH",
    "bank transfer (EPC)": "BCD\n002\n1\nSCT\n\nBath house\nDE71110220330123456789\nEUR1",
    "Bitcoin": "bitcoin:175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W?amount=1",
    "UPI": "upi://pay?pa=shop@bank&pn=Shop&am=100",
    "boarding pass": "M1YAMADA/TARO       EABC123 HNDITMJL 0123 326Y012A0034 100",
    "Matter device": "MT:Y.K9042C00KA0648G00",
    "HomeKit device": "X-HM://0023ISYWYABCD",
    "Wi-Fi": "WIFI:S:Onsen;T:WPA;P:furusato;;",
    "calendar": "BEGIN:VEVENT\nSUMMARY:Bath\nEND:VEVENT",
    "address book": "MECARD:N:Yamada,Taro;TEL:0746000000;;",
    "e-mail": "mailto:office@example.jp?subject=FJ1:",
    "telephone": "tel:+81746000000",
    "short message": "smsto:0900000000:FJ1:",
    "place on a map": "geo:34.338,135.954",
    "GS1 Digital Link": "https://id.gs1.org/01/04912345678904/10/ABC?17=271231",
    "GS1 element string": "\x1d010491234567890417271231",
    "barcode of goods": "4912345678904",
    "library card": "A1234567B",
    "vehicle inspection": "2/NARA 300 A1234/ABC-123456/1",
    "LINE": "https://line.me/R/ti/p/%40furusato",
    "an app shop": "market://details?id=jp.example.furusato",
    "script": "javascript:alert(1)",
    "markup": "<img src=x onerror=alert(1)>",
    "query language": "' OR 1=1; DROP TABLE card; --",
    "format string": "%s%s%s%n{0}${x}",
}


# -- every byte


def flips() -> Row:
    """For each mask and each of the 197 bytes what becomes of the code."""
    live = bytes_of(show())
    masks = {mask: [flipped(live, at, mask) for at in range(len(live))] for mask in (1, 128, 255)}
    return {"packed": live.hex(), "now": NOW, "masks": masks}


def flipped(live: bytes, at: int, mask: int) -> str:
    data = bytearray(live)
    data[at] ^= mask
    if at == 0:  # tier 3, or a reserved flag
        return "damaged"
    if int.from_bytes(data[1:4], "big") > credential.MAX_BODY:
        return "damaged"
    if at <= 7:  # another body, another key
        return "unknown_issuer"
    key = next(key for key in TRUSTED if key.kid == BODY_KEY.kid)
    start = credential.EPOCH + 60 * int.from_bytes(data[8:11], "big")
    end = start + 3600 * int.from_bytes(data[11:13], "big")
    within = key.not_before <= start and end <= key.expires
    return "bad_signature" if within else "unknown_issuer"


# -- lists of each kind: what a thief of no key makes of a message, and what a faulty signer writes

KEY = {
    "trust_list": "signed by another key than the root's",
    "status_list": "signed by a key that the body has not",
    "status_delta": "signed by a key that the body has not",
}
SHAPE, HOLDS, FORMAT = "not a COSE_Sign1", "the signature does not hold", "another format"
ORDERED, SHORTEST = "keys out of order, or one twice", "not in shortest form"
CUT, KIND, DEEP = "cut short", "a kind of item that has no place here", "nested too deeply"
LENGTH, TRAILING = "a length that is not given", "trailing bytes"


class Kind:
    """One kind of list: how it is signed, and a good one to begin with."""

    def __init__(self, name: str, key: Key, typ: str | None, aad: bytes, payload: bytes) -> None:
        self.name, self.key, self.typ, self.aad, self.payload = name, key, typ, aad, payload
        self.header = cose.protected_header(key.kid, typ)

    def signature(self, payload: bytes, header: bytes, aad: bytes | None = None) -> bytes:
        used = self.aad if aad is None else aad
        return self.key.sign(cose.to_be_signed(header, payload, used))

    def signed(self, payload: bytes, header: bytes | None = None) -> bytes:
        used = self.header if header is None else header
        return cose.sign1(used, payload, self.signature(payload, used))

    def parts(self) -> tuple[bytes, bytes, bytes, bytes]:
        """Header, empty map, payload and signature, each encoded."""
        signature = self.signature(self.payload, self.header)
        header, payload = cbor2.dumps(self.header), cbor2.dumps(self.payload)
        return header, b"\xa0", payload, cbor2.dumps(signature)


def envelope_attacks(kind: Kind) -> dict[str, tuple[bytes, str]]:
    """Message and reason by name: the COSE around the list."""
    kid, typ = kind.key.kid, {} if kind.typ is None else {16: kind.typ}
    header, empty, payload, signature = kind.parts()
    body = header + empty + payload + signature
    good = b"\xd2\x84" + body
    raw = kind.signature(kind.payload, kind.header)
    mac = hmac.digest(kind.key.public, cose.to_be_signed(kind.header, kind.payload), "sha256")
    headers = {
        "ES256 by its old number": {1: -7, 4: kid, **typ},
        "HMAC": {1: 5, 4: kid, **typ},
        "algorithm none": {1: 0, 4: kid, **typ},
        "no algorithm": {4: kid, **typ},
        "algorithm as text": {1: "ESP256", 4: kid, **typ},
        "critical parameters": {1: -9, 2: [99], 4: kid, **typ, 99: 1},
        "no key id": {1: -9, **typ},
        "key id as text": {1: -9, 4: kid.hex(), **typ},
        "the key id of a stranger": {1: -9, 4: STRANGER_KEY.kid, **typ},
        "another type": {1: -9, 4: kid, 16: "application/cwt"},
        "a parameter more": {1: -9, 3: 61, 4: kid, **typ},
        "parameters out of order": {4: kid, 1: -9, **typ},
    }
    twice = b"\x83" + cbor2.dumps(1) + cbor2.dumps(-9)
    return {
        **{
            f"header: {name}": (kind.signed(kind.payload, cbor2.dumps(value)), KEY[kind.name])
            for name, value in headers.items()
        },
        "header: none": (kind.signed(kind.payload, b""), KEY[kind.name]),
        "header: a parameter twice": (
            kind.signed(kind.payload, b"\xa3\x01\x28\x01\x28\x04\x44" + kid),
            KEY[kind.name],
        ),
        "header: a list": (kind.signed(kind.payload, twice), KEY[kind.name]),
        "header: a map, not bytes": (
            b"\xd2\x84" + kind.header + empty + payload + signature,
            SHAPE,
        ),
        "algorithm outside what is signed": (
            b"\xd2\x84\x40" + cbor2.dumps({1: -9, 4: kid}) + payload + signature,
            SHAPE,
        ),
        "key id outside what is signed": (
            b"\xd2\x84" + header + cbor2.dumps({4: kid}) + payload + signature,
            SHAPE,
        ),
        "nothing": (b"", SHAPE),
        "no tag": (b"\x84" + body, SHAPE),
        "several signers (COSE_Sign)": (b"\xd8\x62\x84" + body, SHAPE),
        "a MAC (COSE_Mac0)": (b"\xd1\x84" + body, SHAPE),
        "tagged as a CWT": (b"\xd8\x3d" + good, SHAPE),
        "tagged twice": (b"\xd2" + good, KIND),
        "its tag in a longer form": (b"\xd8\x12\x84" + body, SHAPE),
        "three parts": (b"\xd2\x83" + header + empty + payload, SHAPE),
        "five parts": (b"\xd2\x85" + body + b"\x00", SHAPE),
        "parts of unknown number": (b"\xd2\x9f" + body + b"\xff", LENGTH),
        "its length in a longer form": (b"\xd2\x98\x04" + body, SHORTEST),
        "a map, not a list": (b"\xd2\xa0", SHAPE),
        "the empty map of unknown length": (
            b"\xd2\x84" + header + b"\xbf\xff" + payload + signature,
            LENGTH,
        ),
        "its payload elsewhere": (b"\xd2\x84" + header + empty + b"\xf6" + signature, KIND),
        "its payload not wrapped": (b"\xd2\x84" + header + empty + kind.payload + signature, SHAPE),
        "its payload in pieces": (
            b"\xd2\x84" + header + empty + b"\x5f" + payload + b"\xff" + signature,
            LENGTH,
        ),
        "a byte more": (good + b"\0", TRAILING),
        "a byte before": (b"\0" + good, SHAPE),
        "a byte less": (good[:-1], CUT),
        "signature of zeros": (good[:-64] + bytes(64), HOLDS),
        "signature of ones": (good[:-64] + b"\xff" * 64, HOLDS),
        "no signature": (b"\xd2\x84" + header + empty + payload + b"\x40", HOLDS),
        "a byte more of signature": (good[:-66] + b"\x58\x41" + raw + b"\0", HOLDS),
        "signature's halves swapped": (good[:-64] + raw[32:] + raw[:32], HOLDS),
        "HMAC with the public key": (good[:-64] + mac + mac, HOLDS),
        "signed in another context": (
            cose.sign1(
                kind.header,
                kind.payload,
                kind.signature(kind.payload, kind.header, b"furusato-venue-v1"),
            ),
            HOLDS,
        ),
        "as one of several": (
            good[:-64]
            + kind.key.sign(cbor2.dumps(["Signature", b"", kind.header, kind.aad, kind.payload])),
            HOLDS,
        ),
        "a bit of the payload": (good[:-67] + bytes([good[-67] ^ 1]) + good[-66:], HOLDS),
        "nested beyond reason": (b"\xd2" + b"\x81" * 2000 + b"\0", DEEP),
        "nested maps": (b"\xd2" + b"\xa1\x00" * 100 + b"\0", DEEP),
        "a billion parts": (b"\xd2\x9a\x3b\x9a\xca\x00", CUT),
        "a billion bytes": (b"\xd2\x84\x5a\x3b\x9a\xca\x00", CUT),
        "2^64 bytes": (b"\xd2\x84\x5b" + b"\xff" * 8, SHORTEST),
        "text of the web": (b"<!doctype html><title>Wi-Fi</title>", SHAPE),
    }


def claims(pairs: list[tuple[bytes, bytes]], head: bytes = b"") -> bytes:
    """A map from keys and values that are encoded already, in this order."""
    return (head or bytes([0xA0 | len(pairs)])) + b"".join(key + value for key, value in pairs)


def token_attacks(kind: Kind, content: tuple[bytes, bytes]) -> dict[str, tuple[bytes, str]]:
    """What stands in a status list or a delta; `content` is its own claim, key and value."""
    iss, sub = (b"\1", cbor2.dumps("292010")), (b"\2", cbor2.dumps("furusato:status:292010"))
    iat = (b"\6", cbor2.dumps(NOW))
    good = [iss, sub, iat, content]
    body = "the list of another body"
    force = "signed while its key was not in force"

    def dated(value: bytes) -> bytes:
        return claims([iss, sub, (b"\6", value), content])

    def held(value: bytes) -> bytes:
        return claims([iss, sub, iat, (content[0], value)])

    return {
        f"claims: {name}": (kind.signed(payload), reason)
        for name, payload, reason in [
            ("one twice", claims([iss, iss, sub, iat, content]), ORDERED),
            ("the date twice", claims([iss, sub, iat, iat, content]), ORDERED),
            ("out of order", claims([sub, iss, iat, content]), ORDERED),
            ("of unknown number", claims(good, b"\xbf") + b"\xff", LENGTH),
            ("number in a longer form", claims(good, b"\xb8\x04"), SHORTEST),
            ("a key in a longer form", claims([(b"\x18\1", iss[1]), sub, iat, content]), SHORTEST),
            ("a byte more", claims(good) + b"\0", TRAILING),
            ("cut short", claims(good)[:-1], CUT),
            ("one fewer than said", claims(good, b"\xa5"), CUT),
            ("a list", cbor2.dumps([1, 2, 3]), FORMAT),
            ("a number", b"\0", FORMAT),
            ("nothing", b"", CUT),
            ("none", b"\xa0", body),
            ("keys as text", claims([(b"\x61\x31", iss[1]), (b"\x61\x32", sub[1])]), body),
            ("keys that are true", claims([(b"\xf5", iss[1])]), "no key"),
            ("keys that are floats", claims([(b"\xf9\x3c\0", iss[1])]), KIND),
            ("issuer as a number", claims([(b"\1", cbor2.dumps(292010)), sub, iat, content]), body),
            ("issuer as bytes", claims([(b"\1", cbor2.dumps(b"292010")), sub, iat, content]), body),
            ("issuer in pieces", claims([(b"\1", b"\x7f\x63292\x63010\xff"), sub, iat]), LENGTH),
            ("issuer that is no text", claims([(b"\1", b"\x61\xff"), sub, iat]), "not UTF-8"),
            ("no date", claims([iss, sub, content]), FORMAT),
            ("date as a float", dated(cbor2.dumps(float(NOW))), KIND),
            ("date that is not a number", dated(b"\xf9\x7e\x00"), KIND),
            ("date that never comes", dated(b"\xf9\x7c\x00"), KIND),
            ("date as true", dated(b"\xf5"), FORMAT),
            ("date as null", dated(b"\xf6"), KIND),
            ("date tagged", dated(b"\xc1" + iat[1]), KIND),
            ("date as a big number", dated(b"\xc2\x44" + NOW.to_bytes(4, "big")), KIND),
            ("date as text", dated(cbor2.dumps("2026-11-23")), FORMAT),
            ("date in a longer form", dated(b"\x1b" + NOW.to_bytes(8, "big")), SHORTEST),
            ("date of 2^53", dated(b"\x1b" + (2**53).to_bytes(8, "big")), SHORTEST),
            ("date of 2^64 - 1", dated(b"\x1b" + b"\xff" * 8), SHORTEST),
            ("date below zero", dated(cbor2.dumps(-1)), force),
            ("date of 1970", dated(b"\0"), force),
            ("date a second before the key", dated(cbor2.dumps(NOW - 90 * DAY - 1)), force),
            ("date the second that the key ends", dated(cbor2.dumps(NOW + 90 * DAY)), force),
            ("content missing", claims([iss, sub, iat]), FORMAT),
            ("content as a number", held(b"\0"), FORMAT),
            ("content that nests", held(b"\x81" * 9 + b"\0"), DEEP),
            ("content of a big float", held(b"\xc5\x82\x1a\x7f\xff\xff\xff\3"), KIND),
            ("content of a pattern", held(b"\xd8\x23\x69(a+)+$xxx"), KIND),
            ("content that holds itself", held(b"\xd8\x1c\x81\xd8\x1d\0"), KIND),
            ("content undefined", held(b"\xf7"), KIND),
        ]
    }


def lists() -> list[Row]:
    trusted = trust_list.TrustList(NOW, tuple(TRUSTED))
    base = status_list.verify(bytes.fromhex(made.status()["signed"]), BODY, trusted)
    rows: list[list[Any]] = sorted(
        [k.body, k.kid, k.public_key, k.not_before, k.expires] for k in TRUSTED
    )
    lst = cbor2.dumps({"lst": zlib.compress(base.bits, 9), "bits": 1})
    changes = cbor2.dumps([base.name, len(base.bits), [7]])
    named = [(b"\1", cbor2.dumps("292010")), (b"\2", cbor2.dumps("furusato:status:292010"))]
    common = [*named, (b"\6", cbor2.dumps(NOW))]
    list_claim = (cbor2.dumps(status_list.STATUS_LIST), lst)
    delta_claim = (cbor2.dumps(status_delta.CHANGES), changes)
    trust = Kind("trust_list", ROOT, None, trust_list.CONTEXT, cbor2.dumps([1, NOW, rows]))
    whole = Kind("status_list", BODY_KEY, status_list.TYPE, b"", claims([*common, list_claim]))
    delta = Kind("status_delta", BODY_KEY, status_delta.TYPE, b"", claims([*common, delta_claim]))

    def content(value: bytes) -> bytes:
        return whole.signed(claims([*common, (list_claim[0], value)]))

    def deflated(data: bytes) -> bytes:
        return content(cbor2.dumps({"lst": data, "bits": 1}))

    def of_trust(*parts: Any) -> bytes:
        return trust.signed(cbor2.dumps(list(parts)))

    first = rows[0]
    own: dict[str, dict[str, tuple[bytes, str]]] = {
        "trust_list": {
            "by another root": (
                bytes.fromhex(made.trust_signed(trust.payload, OTHER_ROOT)),
                KEY["trust_list"],
            ),
            "by another root under the root's id": (
                cose.sign1(
                    trust.header,
                    trust.payload,
                    OTHER_ROOT.sign(cose.to_be_signed(trust.header, trust.payload, trust.aad)),
                ),
                HOLDS,
            ),
            "by a body": (
                bytes.fromhex(made.trust_signed(trust.payload, BODY_KEY)),
                KEY["trust_list"],
            ),
            "a status list": (whole.signed(whole.payload), KEY["trust_list"]),
            "format as true": (of_trust(True, NOW, rows), FORMAT),
            "format 0": (of_trust(0, NOW, rows), FORMAT),
            "date as true": (of_trust(1, True, rows), FORMAT),
            "date below zero": (of_trust(1, -1, rows), FORMAT),
            "date as a float": (of_trust(1, 1.5, rows), KIND),
            "rows as a map": (of_trust(1, NOW, {}), FORMAT),
            "a part more": (of_trust(1, NOW, rows, 0), FORMAT),
            "body as true": (of_trust(1, NOW, [[True, *first[1:]]]), "a row that is no key"),
            "body 0": (of_trust(1, NOW, [[0, *first[1:]]]), "a row that is no key"),
            "body of seven digits": (
                of_trust(1, NOW, [[1_000_000, *first[1:]]]),
                "a row that is no key",
            ),
            "key id of three bytes": (
                of_trust(1, NOW, [[first[0], first[1][:3], *first[2:]]]),
                "a row that is no key",
            ),
            "a key not compressed": (
                of_trust(1, NOW, [[*first[:2], b"\4" + bytes(64), *first[3:]]]),
                "a row that is no key",
            ),
            "a row twice": (of_trust(1, NOW, [first, first]), ORDERED),
            "two keys of one id": (of_trust(1, NOW, [first, [*first[:4], first[4] + 1]]), ORDERED),
            "rows out of order": (of_trust(1, NOW, rows[::-1]), ORDERED),
            "rows of unknown number": (
                trust.signed(b"\x83\1" + cbor2.dumps(NOW) + b"\x9f\xff"),
                LENGTH,
            ),
        },
        "status_list": {
            "a delta": (delta.signed(delta.payload), KEY["status_list"]),
            "a card": (
                credential.unpack(bytes_of(show())[:129]).cwt(),
                KEY["status_list"],
            ),
            "a delta's claims": (whole.signed(delta.payload), FORMAT),
            "bits as true": (content(b"\xa2\x63lst\x41\0\x64bits\xf5"), FORMAT),
            "bits as a float": (content(b"\xa2\x63lst\x41\0\x64bits\xf9\x3c\0"), KIND),
            "no bits": (content(b"\xa1\x63lst\x41\0"), FORMAT),
            "list twice": (content(b"\xa3\x63lst\x41\0\x63lst\x41\0\x64bits\1"), ORDERED),
            "list as text": (content(b"\xa2\x63lst\x610\x64bits\1"), FORMAT),
            "not compressed": (deflated(b"\0\0"), "damaged compression"),
            "compressed without its frame": (
                deflated(zlib.compress(base.bits)[2:-4]),
                "damaged compression",
            ),
            "compressed as gzip": (
                deflated(b"\x1f\x8b\x08\0\0\0\0\0\0\3\3\0" + bytes(8)),
                "damaged compression",
            ),
            "another checksum": (
                deflated(zlib.compress(base.bits)[:-1] + b"\0"),
                "damaged compression",
            ),
            "cut short": (
                deflated(zlib.compress(base.bits)[:-5]),
                "damaged compression",
            ),
            "compressed nothing": (deflated(b""), "damaged compression"),
            "four times what a list may hold": (
                deflated(zlib.compress(bytes(1 << 22), 9)),
                "more bits than a list may have",
            ),
        },
        "status_delta": {
            "a status list": (whole.signed(whole.payload), KEY["status_delta"]),
            "a list's claims": (delta.signed(whole.payload), FORMAT),
            "gaps as floats": (made.delta_token([base.name, 16, [1.0]]), KIND),
            "gaps as bytes": (made.delta_token([base.name, 16, b"\0"]), FORMAT),
            "a gap too far": (
                made.delta_token([base.name, 16, [128]]),
                "changes a card beyond the end of the list",
            ),
            "gaps that add up too far": (
                made.delta_token([base.name, 16, [0] * 129]),
                "changes a card beyond the end of the list",
            ),
            "a change in a list of nothing": (
                made.delta_token([base.name, 0, [0]]),
                "changes a card beyond the end of the list",
            ),
        },
    }
    attacks: list[tuple[str, str, bytes, str]] = []
    for kind in (trust, whole, delta):
        found = envelope_attacks(kind) | own[kind.name]
        if kind is not trust:
            found |= token_attacks(kind, list_claim if kind is whole else delta_claim)
        attacks += [(kind.name, name, message, why) for name, (message, why) in found.items()]
    return [
        {"kind": kind, "name": name, "signed": message.hex(), "reason": reason}
        for kind, name, message, reason in attacks
    ]


def succession() -> list[Row]:
    def row(name: str, held: int, offered: int, *, taken: bool) -> Row:
        return {"name": name, "held": held, "offered": offered, "now": NOW, "taken": taken}

    return [
        row("a newer one", NOW - DAY, NOW, taken=True),
        row("of the same second", NOW, NOW, taken=True),
        row("rolled back a second", NOW, NOW - 1, taken=False),
        row("rolled back a year", NOW - DAY, NOW - 365 * DAY, taken=False),
        row("from the future", NOW, NOW + 365 * DAY, taken=True),
        row("after one that is as far ahead as clocks differ", NOW + 3600, NOW, taken=False),
        row("after one that is further ahead", NOW + 3601, NOW, taken=True),
        row("an old one after one from the future", NOW + 365 * DAY, NOW - 365 * DAY, taken=True),
    ]


BAD_CBOR = {
    "nothing": ("", CUT),
    "a number not in shortest form": ("1817", SHORTEST),
    "a longer one": ("1900ff", SHORTEST),
    "a long one": ("1a0000ffff", SHORTEST),
    "the longest": ("1b00000000ffffffff", SHORTEST),
    "a negative number not in shortest form": ("3817", SHORTEST),
    "beyond what a browser counts": ("1b001fffffffffffff", SHORTEST),
    "bytes after the end": ("0000", TRAILING),
    "an array of unknown length": ("9f00ff", LENGTH),
    "bytes of unknown length": ("5f4101ff", LENGTH),
    "text of unknown length": ("7f6161ff", LENGTH),
    "a map of unknown length": ("bf0000ff", LENGTH),
    "a break alone": ("ff", KIND),
    "reserved information": ("1c", LENGTH),
    "null": ("f6", KIND),
    "undefined": ("f7", KIND),
    "an unassigned value": ("f3", KIND),
    "false in a longer form": ("f814", KIND),
    "a half float": ("f93c00", KIND),
    "not a number": ("f97e00", KIND),
    "a date": ("c100", KIND),
    "a big number": ("c24101", KIND),
    "a decimal fraction": ("c4820103", KIND),
    "a big float": ("c5821a7fffffff03", KIND),
    "a shared reference to itself": ("d81c81d81d00", KIND),
    "a set": ("d901028101", KIND),
    "encoded CBOR": ("d8184100", KIND),
    "self-described": ("d9d9f700", KIND),
    "a key twice": ("a201000100", ORDERED),
    "a text key twice": ("a2616100616100", ORDERED),
    "keys out of order": ("a202000100", ORDERED),
    "keys in the order of their length alone": ("a22000181800", ORDERED),
    "a key that is an array": ("a18000", "no key"),
    "a key that is bytes": ("a1410100", "no key"),
    "a key that is true": ("a1f500", "no key"),
    "bytes cut short": ("4201", CUT),
    "text cut short": ("6261", CUT),
    "an argument cut short": ("1900", CUT),
    "a billion items": ("9a3b9aca00", CUT),
    "a billion pairs": ("ba3b9aca00", CUT),
    "a billion bytes": ("5a3b9aca00", CUT),
    "text that is not UTF-8": ("61ff", "not UTF-8"),
    "half a character": ("62e381", "not UTF-8"),
    "a lone surrogate": ("63eda080", "not UTF-8"),
    "an overlong slash": ("62c0af", "not UTF-8"),
    "nested too deeply by one": ("81" * 9 + "00", DEEP),
    "nested beyond the stack": ("81" * 2_000 + "00", DEEP),
    "maps nested too deeply": ("a100" * 9 + "00", DEEP),
}
GOOD_CBOR = [
    "00", "17", "1818", "18ff", "190100", "19ffff", "1a00010000", "1b0000000100000000",
    "1b001ffffffffffffe", "20", "3a00010000", "f4", "f5", "40", "4101", "60", "63e38182",
    "80", "8201820203", "a0", "a2016161206162", "a3010002006161a0", "81" * 8 + "00",
]  # fmt: skip


def document() -> dict[str, Any]:
    return {
        "about": "What must not work (schemas/credential.md), with the keys of credential.json.",
        "presentations": [
            *issuer_attacks(),
            *key_attacks(),
            *holder_attacks(),
            *replays(),
            *shapes(),
            *(
                attack(f"other system: {name}", text, "not_ours")
                for name, text in OTHER_SYSTEMS.items()
            ),
        ],
        "flips": flips(),
        "lists": lists(),
        "succession": succession(),
        "cbor": {
            "good": GOOD_CBOR,
            "bad": [
                {"name": name, "data": data, "reason": reason}
                for name, (data, reason) in BAD_CBOR.items()
            ],
        },
    }


def rendered() -> str:
    return json.dumps(document(), indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(rendered())
