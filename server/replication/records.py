"""What stands in a row of evidence, for those who take it out."""

from schemas.entries import Entry
from server.replication.store import numbered
from sync.log import decode_entry


def entries_in(packed: bytes) -> list[Entry]:
    """The entries of `evidence.entries`, in the order of their numbers."""
    return [decode_entry(raw) for _, raw in numbered(packed)]
