"""Coverage-guided fuzz of all that reads what comes from outside: `just fuzz-decoder`.

atheris (libFuzzer) changes bytes, watches which lines of `sync/` they reach, and keeps those that
reach new ones. A reader either gives a value or raises what its documentation names, within a
second and a gigabyte; what it gives, written and read again, is the same. It begins with the
conformance vectors. What fails is written to build/fuzz/, and shown again by `--input FILE`.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import atheris
import msgspec

with atheris.instrument_imports(include=["sync", "schemas"]):
    from schemas.sync import (
        MAX_ENTRIES,
        MAX_REQUEST_BYTES,
        PROTOCOL_VERSION,
        SIGNATURE_BYTES,
        CheckInRun,
        SyncRequest,
    )
    from sync.courier import (
        MalformedParcel,
        decode_answer,
        decode_content,
        read_answer,
        read_parcel,
    )
    from sync.log import MalformedEntry, decode_entry, encode_entry
    from sync.message import (
        MalformedMessage,
        UnsupportedVersion,
        decode_item,
        decode_reply,
        encode_item,
        encode_reply,
        read_request,
    )
    from sync.packing import MalformedRun, entries_of, unpack

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "fuzz"


PACKED = msgspec.msgpack.Decoder(list[bytes | CheckInRun])


class Reader(NamedTuple):
    read: Callable[[bytes], object]
    refusals: tuple[type[Exception], ...]


def _request(data: bytes) -> None:
    assert len(read_request(data).entries) <= MAX_ENTRIES


def _packed(data: bytes) -> None:
    assert len(entries_of(unpack(PACKED.decode(data)))) <= MAX_ENTRIES


def _reply(data: bytes) -> None:
    reply = decode_reply(data)
    assert decode_reply(encode_reply(reply)) == reply
    for raw in reply.items:
        decode_item(raw)


def _item(data: bytes) -> None:
    item = decode_item(data)
    if item is not None:
        # As bytes: a number that is none is not equal to itself.
        again = decode_item(encode_item(item))
        assert again is not None
        assert encode_item(again) == encode_item(item)


def _entry(data: bytes) -> None:
    entry = decode_entry(data)
    assert encode_entry(decode_entry(encode_entry(entry))) == encode_entry(entry)


READERS = (
    Reader(_request, (MalformedMessage, UnsupportedVersion)),
    Reader(_packed, (msgspec.MsgspecError, UnicodeDecodeError, MalformedRun)),
    Reader(_reply, (MalformedMessage,)),
    Reader(_item, ()),
    Reader(_entry, (MalformedEntry,)),
    Reader(read_parcel, (MalformedParcel,)),
    Reader(read_answer, (MalformedParcel,)),
    Reader(decode_content, (MalformedParcel,)),
    Reader(decode_answer, (MalformedParcel,)),
)


def one(data: bytes) -> None:
    """The first byte says who reads the rest."""
    if not data:
        return
    reader = READERS[data[0] % len(READERS)]
    with suppress(*reader.refusals):
        reader.read(data[1:])


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _begin(corpus: Path) -> None:
    """Every reader is given every string of bytes that the vectors hold, and what they hold as
    packed entries also within a request."""
    corpus.mkdir(parents=True, exist_ok=True)
    known = {
        bytes.fromhex(text)
        for path in (ROOT / "schemas" / "vectors").glob("*.json")
        for text in _texts(json.loads(path.read_text()))
        if len(text) > 8 and len(text) % 2 == 0 and set(text) <= set("0123456789abcdef")
    }
    known |= {_requested(data) for data in known if _is_packed(data)}
    for number, data in enumerate(sorted(known)):
        for reader in range(len(READERS)):
            (corpus / f"vector-{number}-{reader}").write_bytes(bytes([reader]) + data)


def _is_packed(data: bytes) -> bool:
    try:
        PACKED.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    return True


def _requested(packed: bytes) -> bytes:
    request = SyncRequest(PROTOCOL_VERSION, bytes(12), 1, PACKED.decode(packed), b"", 16, 0)
    return bytes(SIGNATURE_BYTES) + msgspec.msgpack.encode(request)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--input", help="one file of build/fuzz/, again")
    wish = parser.parse_args()
    corpus = OUT / "corpus"
    _begin(corpus)
    words = (
        [wish.input]
        if wish.input
        else [
            str(corpus),
            f"-max_total_time={wish.seconds}",
            f"-seed={wish.seed}",
            f"-max_len={MAX_REQUEST_BYTES + 2}",
            f"-artifact_prefix={OUT}/",
            "-timeout=1",
            "-rss_limit_mb=1024",
            "-print_final_stats=1",
        ]
    )
    atheris.Setup([sys.argv[0], *words], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
