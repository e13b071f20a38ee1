"""Faults put in on purpose: a simulation that does not find them proves nothing.

`just simulate --mutants` runs seeds against each until it is found.

Two guards of the replica are not among them, because no run here does what would have to tell.
Taking a reply to an older question brings only what is joined anyway, unless a role ended meanwhile
(`pwa/src/replica/store.test.ts`). Taking over a stamp far ahead is put right by the next entry,
which does not go on from it (the vectors of the clock).
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest import mock

from schemas.rulings import RulingKind
from server.replication import admission, consequences, feeds, intake
from server.replication.rules import Author
from sync.log import Append, Fork, Gap
from tests.simulation.schedule import open_world, simulate


class Mutant(NamedTuple):
    """`patches` replace functions of the server, `changes` text of the replica's bundle."""

    name: str
    patches: Sequence[tuple[str, Callable[..., Any]]] = ()
    changes: Sequence[tuple[str, str]] = ()


# -- the server -----------------------------------------------------------------------------------


def _no_forks(
    stored: int, first: int, entries: Sequence[bytes], known: Sequence[bytes]
) -> Append | Gap | Fork:
    """Believes that what stands under a number is what was sent."""
    return Gap(stored) if first > stored + 1 else Append(min(len(known), len(entries)))


def _no_challenge(log: admission.Log, *_: Any) -> bytes:
    """Takes every request for one that answers the last reply."""
    return log.challenge


_admit = admission.admit


def _fork_at_the_end(log: admission.Log, *rest: Any) -> Any:
    """Tells a forked phone how much of the log is stored, not how far both histories are one."""
    verdict = _admit(log, *rest)
    if isinstance(verdict, admission.Forked):
        return verdict._replace(shared=log.stored)
    return verdict


def _never_repeated(log: admission.Log, *rest: Any) -> Any:
    """Does not know its last request again, and reads its own feed on."""
    return _admit(log._replace(last_digest=None), *rest)


_take_in = intake.take_in


def _acknowledges_too_early() -> Callable[..., Any]:
    turn = count(1)

    async def take_in(conn: Any, *rest: Any) -> Any:
        answers = await _take_in(conn, *rest)
        if next(turn) % 5 == 0:
            await conn.rollback()
        return answers

    return take_in


_publish_all = feeds.publish_all


def _loses_news() -> Callable[..., Any]:
    turn = count(1)

    async def publish_all(conn: Any, news: Iterable[Any]) -> None:
        await _publish_all(conn, [one for one in news if next(turn) % 5])

    return publish_all


def _no_ruling(*_: Any) -> list[Any]:
    return []


def _anchor_at_arrival(author: Author, *_: Any, **__: Any) -> int:
    """Takes an upload for the end of the backlog."""
    return max(author.anchor_ms, author.arrival_ms)


def _void_anything(judged: Iterable[Any]) -> list[Any]:
    """Takes back what a refused void names, too."""
    return _voided(one._replace(finding=_accepted(one.finding)) for one in judged)


def _accepted(finding: Any) -> Any:
    return finding._replace(kind=RulingKind.ACCEPTED)


_voided = consequences.voided
_ADMIT = "server.replication.intake.admit"

MUTANTS = (
    Mutant("forks are not seen", [("server.replication.admission.fit", _no_forks)]),
    Mutant("any signature will do", [("server.replication.admission._signed_over", _no_challenge)]),
    Mutant("a fork is told too late", [(_ADMIT, _fork_at_the_end)]),
    Mutant("a repeat is a request like any other", [(_ADMIT, _never_repeated)]),
    Mutant(
        "acknowledged before it is stored",
        [("server.replication.inbox.take_in", _acknowledges_too_early())],
    ),
    Mutant("news is lost", [("server.replication.intake.publish_all", _loses_news())]),
    Mutant("copies are not seen", [("server.replication.projections.copied", lambda _: set())]),
    Mutant(
        "newer rulings are kept back",
        [("server.replication.consequences.news_of_ruling", _no_ruling)],
    ),
    Mutant(
        "a backlog ends with each upload",
        [("server.replication.intake.next_anchor", _anchor_at_arrival)],
    ),
    Mutant("uses that were taken back count", [("sync.uses.void_reasons", lambda _: {})]),
    Mutant("a refused void counts", [("server.replication.consequences.voided", _void_anything)]),
    # -- the replica --------------------------------------------------------------------------
    Mutant(
        "what is unsent in a backup goes out again",
        changes=[(r'from === "stored" \? (\w+\.log\.stored) : from', r"\1")],
    ),
    Mutant(
        "what was written meanwhile counts as stored",
        changes=[
            (
                r"Math\.min\(reply\.stored, Math\.max\(last, log\.stored\), log\.last\)",
                "Math.min(reply.stored, log.last)",
            )
        ],
    ),
    Mutant(
        "references do not follow to the new key",
        changes=[(r"encodeEntry\(following\((\w+), follow\)\)", r"encodeEntry(\1)")],
    ),
    Mutant(
        "two windows write one number",
        changes=[
            (
                r"if \(!sameLog\(await tx\.objectStore\(\"meta\"\)\.get\(\"log\"\), before\)\) "
                r"return false;",
                "",
            )
        ],
    ),
    Mutant(
        "an entry and its number are not one transaction",
        changes=[
            (
                r"await tx\.objectStore\(\"log\"\)\.add\((\w+), log\.last\);\s*"
                r"await putAll\(tx, \[log\]\);",
                r"await putAll(tx, [log]); "
                r'await this.write((next) => next.objectStore("log").add(\1, log.last));',
            )
        ],
    ),
    Mutant(
        "the older ruling stands",
        changes=[(r"(a\.day - b\.day\)) >= 0 \? a : b;", r"\1 >= 0 ? b : a;")],
    ),
    Mutant(
        "a clock that was set back is not believed",
        changes=[(r"wallMs > last\.ms \|\| last\.ms - wallMs > MAX_DRIFT_MS", "wallMs > last.ms")],
    ),
    Mutant(
        "a removed interest goes with every add of it",
        changes=[
            (
                r"for \(const ref of fact\.entry\.observed\) removed\.add\(refKey\(ref\)\);",
                r"for (const one of facts) "
                r"if (one.entry.interest === fact.entry.interest) removed.add(refKey(one));",
            )
        ],
    ),
)


async def seeds_until_found(mutant: Mutant, most: int) -> tuple[int, str] | None:
    """The first seed that fails and what it says, None if `most` seeds pass."""

    def change(bundle: str) -> str:
        for old, new in mutant.changes:
            bundle, changed = re.subn(old, new, bundle)
            if changed != 1:
                raise ValueError(f"{mutant.name}: the text stands there {changed} times: {old}")
        return bundle

    with TemporaryDirectory() as directory, ExitStack() as stack:
        async with open_world(Path(directory), change) as world:
            for target, instead in mutant.patches:
                stack.enter_context(mock.patch(target, instead))
            for seed in range(most):
                try:
                    await simulate(world, seed)
                except Exception as error:
                    return seed, f"{type(error).__name__}: {error}"
    return None


def hunt(most: int) -> int:
    """Exit status: 0 if every mutant is found."""
    missed = 0
    for mutant in MUTANTS:
        found = asyncio.run(seeds_until_found(mutant, most))
        missed += found is None
        told = f"seed {found[0]}: {found[1][:110]}" if found else f"not found by {most} seeds"
        print(
            f"{'✗' if found is None else '✓'} {mutant.name}: {told}".replace("\n", " "), flush=True
        )
    return missed
