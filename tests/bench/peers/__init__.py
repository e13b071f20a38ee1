"""Ours beside other systems that let phones work without a network: `just bench-peers`.

The same work for each, in one run on one machine:

| | |
|---|---|
| W1 | a phone that recorded 500 events without a network comes back |
| W2 | it comes back with nothing new, not for the first time |
| W3 | a second phone, up to date but for five events, comes back |
| W4 | 100 phones push 50 events each, at the same time |
| Boot | a new phone begins where there are 20,000 events |

W1 to W3 go through `tests.support.link`, with 400 ms there and back: bytes are all of TCP's
payload, with HTTP's or WebSocket's framing and without TLS, times those from no connection to all
done. In W4 and Boot the phones are next to the server.

Theirs: an event has three UUIDs, a time, a kind and a 64-byte signature, because they have no other
way to prove who wrote it; nobody checks it. Ours: a check-in, with the holder's 64-byte proof and
without, in a log that is signed once a sync, and every entry is judged. PouchDB stores in leveldb,
y-websocket in memory, ours durably in SQLite.
"""
