"""`just bench-peers`: measures all, prints the table."""

import sys

from tests.bench.peers import ours, theirs
from tests.bench.peers.figures import Figures, table

OURS = ("furusato", "… with proofs")
PEERS = {"PouchDB": "pouchdb", "Yjs": "yjs"}


def main() -> int:
    found: dict[str, Figures] = {}
    for name, proofs in zip(OURS, (False, True), strict=True):
        print(f"{name} …", file=sys.stderr, flush=True)
        found[name] = ours.measure(proofs=proofs)
    for name, peer in PEERS.items():
        print(f"{name} …", file=sys.stderr, flush=True)
        found[name] = theirs.measure(peer)
    print(table(OURS, found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
