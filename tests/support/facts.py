"""Facts and views as JSON, for the conformance vectors and for the twin in TypeScript.

Bytes are hexadecimal; an entry is given as its own MessagePack bytes.
"""

import enum
from typing import Any

import msgspec

from schemas.rulings import Ruling, RulingKind, RulingReason
from schemas.views import Fact
from sync.log import decode_entry, encode_entry


def fact_to_json(fact: Fact) -> dict[str, Any]:
    return {
        "device": fact.device.hex(),
        "seq": fact.seq,
        "body": fact.body,
        "member": fact.member,
        "mine": fact.mine,
        "entry": encode_entry(fact.entry).hex(),
    }


def fact_from_json(value: dict[str, Any]) -> Fact:
    entry = decode_entry(bytes.fromhex(value["entry"]))
    return Fact(
        bytes.fromhex(value["device"]),
        value["seq"],
        value["body"],
        value["member"],
        value["mine"],
        entry,
    )


def ruling_to_json(ruling: Ruling) -> dict[str, Any]:
    return {
        "device": ruling.device.hex(),
        "seq": ruling.seq,
        "version": ruling.version,
        "kind": int(ruling.kind),
        "reason": int(ruling.reason),
        "day": ruling.day,
    }


def ruling_from_json(value: dict[str, Any]) -> Ruling:
    return Ruling(
        bytes.fromhex(value["device"]),
        value["seq"],
        value["version"],
        RulingKind(value["kind"]),
        RulingReason(value["reason"]),
        value["day"],
    )


def view_to_json(view: Any) -> Any:
    """Structs as objects by their fields' names, also those that travel as arrays."""
    if isinstance(view, msgspec.Struct):
        return {name: view_to_json(getattr(view, name)) for name in view.__struct_fields__}
    if isinstance(view, list):
        return [view_to_json(item) for item in view]
    if isinstance(view, enum.Enum):
        return view.value
    return view.hex() if isinstance(view, bytes) else view
