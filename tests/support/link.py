"""The way between phones and a server, in a test's hands: slow, cut, held up, or somebody else's.

with link(server.port) as way:
    way.cut(Direction.DOWN, 40)  # the next sync's reply breaks off
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

CHUNK_BYTES = 16 * 1024
SYNC = b"POST /api/sync"


class Direction(Enum):
    UP = auto()
    DOWN = auto()


@dataclass
class _Cut:
    """Breaks the connection off once `left` more bytes have gone in `direction` since `upon`."""

    direction: Direction
    left: int
    upon: bytes
    begun: bool = False


@dataclass(frozen=True)
class _Ends:
    """Both ends of one connection; `reset` is when neither takes or gives any more."""

    phone: asyncio.StreamWriter
    server: asyncio.StreamWriter

    def reset(self) -> None:
        for end in (self.phone, self.server):
            sock = end.get_extra_info("socket")
            if sock is not None:
                # RFC 9293 section 3.5.2: a reset, not an orderly end.
                with suppress(OSError):
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.transport.abort()


class Link:
    """Forwards TCP to `target` on this machine, and counts the bytes. All settings may change at
    any time, from any thread."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.up = self.down = 0
        """Bytes that went each way."""
        self.rtt_s = 0.0
        self.bytes_per_s: float | None = None
        self.whole_replies = False
        """As a proxy that sends on only what it has all of, until a moment of silence."""
        self.portal: bytes | None = None
        """What a captive portal answers, to whatever it is asked, in the server's place."""
        self.held = False
        """Takes what is sent, and nothing ever comes back."""
        self.cuts = 0
        """Connections that were broken off as asked."""
        self._cut: _Cut | None = None
        self._open: set[_Ends] = set()
        self._jobs: set[asyncio.Task[None]] = set()
        self._stop: Callable[[], None] = lambda: None
        self._later: Callable[[Callable[[], object]], object] = lambda work: work()

    def cut(self, direction: Direction, after: int, *, upon: bytes = SYNC) -> None:
        """Breaks off, once, the connection of the next request that holds `upon`: `after` bytes
        into it, or into what comes back."""
        self._cut = _Cut(direction, after, upon)

    def drop_all(self) -> None:
        """Breaks off what is open: who comes again finds the link as it is now."""

        def drop() -> None:
            for ends in self._open:
                ends.reset()

        self._later(drop)

    async def serve(self, ready: Callable[[], None]) -> None:
        stopped = asyncio.Event()
        self._later = asyncio.get_running_loop().call_soon_threadsafe
        self._stop = stopped.set
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready()
        await stopped.wait()
        server.close()
        for ends in self._open:
            ends.reset()
        await asyncio.gather(*self._jobs, return_exceptions=True)

    def stop(self) -> None:
        self._later(self._stop)

    def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        job = asyncio.ensure_future(self._connected(reader, writer))
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.portal is not None:
            await self._answer(reader, writer, self.portal)
            return
        try:
            onward, outward = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        ends = _Ends(writer, outward)
        self._open.add(ends)
        # The handshake of TCP is a round trip too.
        await _together(
            self._forward(reader, outward, ends, Direction.UP, wait=self.rtt_s),
            self._forward(onward, writer, ends, Direction.DOWN),
        )
        self._open.discard(ends)
        for end in (writer, outward):
            end.close()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, portal: bytes
    ) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(portal)
            await writer.drain()
        writer.close()

    async def _forward(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        ends: _Ends,
        direction: Direction,
        wait: float = 0.0,
    ) -> None:
        """Bytes go out half a round trip after they came in, in their order, no faster than the
        line takes them."""
        line: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        free = 0.0

        async def take() -> None:
            nonlocal wait, free
            while chunk := await self._read(source, direction):
                begins = max(loop.time(), free)
                free = begins + (len(chunk) / self.bytes_per_s if self.bytes_per_s else 0.0)
                line.put_nowait((free + wait + self.rtt_s / 2, chunk))
                wait = 0.0
            line.put_nowait((0.0, b""))

        async def give() -> None:
            while True:
                due, chunk = await line.get()
                if not chunk:
                    break
                if due > loop.time():
                    await asyncio.sleep(due - loop.time())
                if self.held:
                    continue
                if not await self._send(sink, chunk, ends, direction):
                    return
            with suppress(OSError):
                sink.write_eof()

        await _together(take(), give())

    async def _read(self, source: asyncio.StreamReader, direction: Direction) -> bytes:
        with suppress(OSError):
            chunk = await source.read(CHUNK_BYTES)
            while self.whole_replies and chunk and direction is Direction.DOWN:
                try:
                    more = await asyncio.wait_for(source.read(CHUNK_BYTES), 0.1)
                except TimeoutError:
                    break
                if not more:
                    break
                chunk += more
            return chunk
        return b""

    async def _send(
        self, sink: asyncio.StreamWriter, chunk: bytes, ends: _Ends, direction: Direction
    ) -> bool:
        cut = self._cut
        if cut and not cut.begun and direction is Direction.UP and cut.upon in chunk:
            cut.begun = True
        last = bool(cut and cut.begun and cut.direction is direction and len(chunk) >= cut.left)
        if cut and cut.begun and cut.direction is direction:
            chunk = chunk[: cut.left]
            cut.left -= len(chunk)
        with suppress(OSError):
            sink.write(chunk)
            await sink.drain()
        if direction is Direction.UP:
            self.up += len(chunk)
        else:
            self.down += len(chunk)
        if last:
            self._cut = None
            self.cuts += 1
            await asyncio.sleep(0.02)  # what was let through gets there
            ends.reset()
        return not last


async def _together(*jobs: Coroutine[Any, Any, None]) -> None:
    await asyncio.gather(*jobs, return_exceptions=True)


@contextmanager
def link(target: int) -> Iterator[Link]:
    way = Link(target)
    ready = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(way.serve(ready.set)), daemon=True)
    thread.start()
    if not ready.wait(10):
        raise RuntimeError("the link did not come up")
    try:
        yield way
    finally:
        way.stop()
        thread.join(10)
