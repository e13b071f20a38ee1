"""When all is well again: everyone syncs until nothing moves, and everyone must agree."""

from typing import Any

from server.replication.attendance import attendance_of
from server.replication.uses import uses_of_person
from server.replication.views import member_views_of
from tests.simulation.happenings import settle
from tests.simulation.oracle import Oracle
from tests.simulation.run import Run, Violation
from tests.support.facts import view_to_json

MAX_ROUNDS = 10


async def heal(run: Run) -> None:
    """Every phone on, every late request delivered, then rounds until one sends nothing."""
    run.say("-- all partitions are lifted")
    for phone in run.handsets.values():
        run.kill(phone)
        run.open(phone)
    for flight in run.strays:
        await run.deliver([flight])
    run.strays.clear()
    for parcel in run.parcels:
        await run.hand_in(parcel, "a courier")
    for _ in range(MAX_ROUNDS):
        run.now += 60_000
        if not await _round(run):
            break
    else:
        raise Violation(f"{MAX_ROUNDS} rounds, and still something moves")
    if run.old:  # once more, when all is over: nothing may follow from it
        await run.deliver([run.random.choice(run.old)])


async def _round(run: Run) -> bool:
    """All phones sync at once; says whether anything was sent, or did not get through."""
    run.outcomes.clear()
    for phone in run.handsets.values():
        run.send("sync", phone=phone.id, tab=phone.tabs[0], wall=run.wall(phone))
    await settle(run)
    if run.outcomes.keys() != run.handsets.keys():
        raise Violation(f"a sync did not come to an end: only {sorted(run.outcomes)} did")
    return any(one["kind"] != "done" or one["sent"] for one in run.outcomes.values())


async def check(run: Run) -> None:
    """Raises `Violation`."""
    _check_acts(run)
    server, facts = run.world.server, run.world.facts
    oracle = Oracle(facts, run.ledger)
    days = oracle.days()
    people = {one.account for one in run.handsets.values()} | {*oracle.people()}
    views = {account: oracle.views(account) for account in sorted(people)}
    uses = {account: oracle.uses(account) for account in people}
    async with server.database.reading() as conn:
        for account, truth in views.items():
            _compare(
                "the server's views",
                account,
                view_to_json(await member_views_of(conn, account)),
                truth,
            )
            _compare(
                "the server's uses",
                account,
                _uses(view_to_json(await uses_of_person(conn, account))),
                uses[account],
            )
        for place, day in days:
            told = await attendance_of(conn, facts.bodies[place], place, day)
            _compare(
                "the server's attendance",
                (place, day),
                view_to_json(told),
                oracle.attendance(place, day),
            )
    _compare("what stands of", "each log", server.standing(), oracle.standing())
    shared: dict[Any, tuple[str, Any]] = {}
    for phone in run.handsets.values():
        own = [(place, day) for place, day in days if facts.bodies[place] == phone.staff_of]
        state = run.send("state", phone=phone.id, tab=phone.tabs[0], attendance=own).result
        if state["unsent"]:
            raise Violation(f"{phone.id} has {state['unsent']} entries left to send")
        _compare("the views of", phone.id, state["views"], views[phone.account])
        _compare("the uses of", phone.id, _uses(state["uses"]), uses[phone.account])
        for (place, day), told in zip(own, state["attendance"], strict=True):
            _compare(f"attendance on {phone.id}", (place, day), told, oracle.attendance(place, day))
        for fact in state["facts"]:
            ref = fact["device"], fact["seq"]
            _agree(shared, ("fact", ref), phone.id, fact["entry"])
        for ruling in state["rulings"]:
            ref = ruling["device"], ruling["seq"]
            _agree(shared, ("ruling", ref), phone.id, ruling)


def _uses(views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each use what the oracle tells of it."""
    told = ("ms", "day", "place", "yen", "voided", "over", "ruling")
    return [{field: view[field] for field in told} for view in views]


def _check_acts(run: Run) -> None:
    """Nothing acknowledged is missing, nothing is there twice."""
    held: dict[int, list[tuple[str, int]]] = {}
    for one in run.ledger.arrivals:
        held.setdefault(one.item.act.number, []).append(one.ref)
    for phone in run.handsets.values():
        for item in phone.log:
            if item.act.number not in held:
                raise Violation(f"{phone.id} holds {item}, the server does not")
    for number, act in run.acts.items():
        if number in run.unwritten or number in run.lost:
            continue
        if number not in held:
            raise Violation(f"{act} is nowhere")
    for number, refs in held.items():
        if len(refs) > 1 and number not in run.copied:
            raise Violation(f"{run.acts[number]} is stored twice: {refs}")


def _agree(shared: dict[Any, tuple[str, Any]], key: Any, phone: str, told: Any) -> None:
    other, known = shared.setdefault(key, (phone, told))
    if known != told:
        raise Violation(f"{other} and {phone} differ on {key}: {known} and {told}")


def _compare(what: str, whose: Any, seen: Any, truth: Any) -> None:
    if seen != truth:
        raise Violation(
            f"{what} {whose}:\n  {seen}\nshould be\n  {truth}\n{_differences(seen, truth)}"
        )


def _differences(seen: Any, truth: Any, where: str = "") -> str:
    if isinstance(seen, dict) and isinstance(truth, dict) and seen.keys() == truth.keys():
        return "".join(_differences(seen[key], truth[key], f"{where}.{key}") for key in seen)
    if isinstance(seen, list) and isinstance(truth, list) and len(seen) == len(truth):
        pairs = enumerate(zip(seen, truth, strict=True))
        return "".join(_differences(a, b, f"{where}[{at}]") for at, (a, b) in pairs)
    return "" if seen == truth else f"{where}: {seen} and not {truth}\n"
