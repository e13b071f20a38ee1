"""The app's own decoder on generated pictures, in Node: what it reads, and how long a frame takes.

Two frames of each, because a camera's next is of the same scene; the time is of both where the
second is needed. The pictures and the other decoders on them are in `tests/bench/decoders`.
"""

import statistics

from tests.bench.decoders.run import measure
from tests.bench.registry import AT_LEAST, AT_MOST, Budget, bench

EACH = 20
APP = "app, two frames"


@bench(
    Budget("scan.decode_rate", "share", AT_LEAST, 0.95, "generated 720p frames read, of 320"),
    Budget("scan.decode_ms", "ms", AT_MOST, 10, "until read: CPU time in Node, median"),
)
def decode() -> dict[str, float]:
    found = measure(EACH, [APP])[APP]
    read = sum(found.decoded.values()) / (EACH * len(found.decoded))
    # A misreading would be worse than none read at all.
    return {
        "scan.decode_rate": round(read, 3) if found.misread == 0 else 0.0,
        "scan.decode_ms": round(statistics.median(found.ms), 1),
    }
