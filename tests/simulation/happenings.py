"""What may happen next in a run, each thing as likely as its weight says."""

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha512
from random import Random
from typing import Any, NamedTuple

import msgspec

from schemas.courier import AnswerKind
from schemas.sync import SIGN_ENROL_CONTEXT
from server.app.clock import DAY_MS, MINUTE_MS
from server.app.problems import Refusal
from server.cards import cose
from tests.simulation.courier import pack
from tests.simulation.model import Act, Backup, Handset
from tests.simulation.oracle import tokyo_day
from tests.simulation.run import Run, Violation, name_of
from tests.simulation.server import Reply
from tests.simulation.village import MEMBERS, private_key

HOUR_MS = 60 * MINUTE_MS
YEAR_MS = 365 * DAY_MS
CLOCKS = (
    *(0, 0, 0, 40_000, -40_000, 9 * MINUTE_MS, -9 * MINUTE_MS, 11 * MINUTE_MS, -11 * MINUTE_MS),
    *(3 * HOUR_MS, -5 * HOUR_MS, YEAR_MS, -3 * YEAR_MS),
)
"""How far a phone's clock is wrong."""
PAUSES = (1_000, 20_000, MINUTE_MS, 8 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS, 3 * DAY_MS)
INTERESTS = ("祭り", "森", "music")
KINDS = ("Stay", "Stay", "Note", "Void", "SetField", "AddInterest", "RemoveInterest")
DESK_KINDS = (*KINDS, *(["CheckIn"] * 8), *(["Use"] * 3))
STEP_MS = 30_000
"""Of a presentation."""
KEEPS_PROOF = 2
"""The place that has the holders' signatures kept."""
LOGIN_PAGE = Reply(200, "text/html", b"<html>Welcome to our Wi-Fi</html>")
PRINTED_CODE, MEMBER_ENTRY = 3, 5
MOST_STEPS = 40
"""Tasks of the event loop that a phone lives on for, before its power is gone."""


class Made(NamedTuple):
    """An entry as the screens write it; of a check-in, whose card it is, and when that is good."""

    entry: dict[str, Any]
    member: str = ""
    card_valid: tuple[int, int] = (0, 0)


class Happening(NamedTuple):
    weight: float
    happen: Callable[[Run], Awaitable[None] | None]
    possible: Callable[[Run], object] = lambda _: True

    @property
    def name(self) -> str:
        return self.happen.__name__


def tastes_of(random: Random) -> dict[str, float]:
    """How likely each thing is in one run: most runs know few kinds of trouble, and much of those.

    (Swarm testing, Groce et al. 2012: what everything does at once hides what two things do.)
    """
    return {
        one.name: one.weight * (random.choice((0, 1, 1, 5)) if one.happen not in ALWAYS else 1)
        for one in HAPPENINGS
    }


async def something(run: Run) -> None:
    """One thing, chosen by the seed among those that can happen."""
    able = [one for one in HAPPENINGS if one.possible(run)]
    (chosen,) = run.random.choices(able, [run.tastes[one.name] for one in able])
    done = chosen.happen(run)
    if done is not None:
        await done


def _phone(run: Run) -> Handset:
    """Any phone; one that was off is switched on."""
    phone = run.random.choice(list(run.handsets.values()))
    if not phone.tabs:
        run.open(phone)
    return phone


# -- time -----------------------------------------------------------------------------------------


def pause(run: Run) -> None:
    run.now += run.random.choice(PAUSES) + run.random.randrange(1_000)
    run.say("time passes")


def set_clock(run: Run) -> None:
    phone = run.random.choice(list(run.handsets.values()))
    phone.offset = run.random.choice(CLOCKS) + run.random.randrange(-1_000, 1_000)
    run.say(f"{phone.id} has its clock set {phone.offset / 1000:+.0f} s")


# -- people ---------------------------------------------------------------------------------------


def act(run: Run) -> None:
    """Somebody records something, or several things in a row, as at a desk when the bus arrives."""
    phone = _phone(run)
    rush = run.random.choice((1, 1, 1, 2, 5))
    for _ in range(rush):
        if not phone.tabs:
            return
        kinds = ("CheckIn",) if phone.staff_of and rush == 5 else None
        _write(run, phone, kinds or (DESK_KINDS if phone.staff_of else KINDS))


def _write(run: Run, phone: Handset, kinds: Sequence[str]) -> None:
    """One time in fifteen the phone dies while it is written; or it is not done yet when somebody
    writes in another window."""
    run.now += 1 + run.random.randrange(10_000)
    entry, member, valid = _entry(run, phone, run.random.choice(kinds))
    number = len(run.acts) + 1
    whose = member or phone.account
    done = Act(number, phone.account, phone.id, entry, whose, valid, run.wall(phone))
    run.acts[number] = done
    phone.pending[number] = done
    run.say(f"{phone.id} writes {_shown(entry)}")
    command = {"phone": phone.id, "tab": run.random.choice(phone.tabs), "wall": run.wall(phone)}
    chance = run.random.random()
    if chance < 1 / 15:
        steps = run.random.randrange(MOST_STEPS)
        run.send("append", act=number, entry=entry, steps=steps, **command)
        run.kill(phone)
    elif chance < 1 / 3 and len(phone.tabs) > 1:
        steps = run.random.randrange(MOST_STEPS)
        run.send("append", act=number, entry=entry, steps=steps, **command)
        _write(run, phone, kinds)
    else:
        run.send("append", act=number, entry=entry, **command)


def _entry(run: Run, phone: Handset, kind: str) -> Made:
    """An entry of this kind, or of another if nothing is there for it."""
    number = len(run.acts) + 1
    made: Made | None = None
    if kind == "Stay":
        made = _stay(run, phone)
    elif kind == "CheckIn":
        made = _check_in(run, phone, number)
    elif kind == "Use":
        made = _use(run, phone, number)
    elif kind in ("Note", "Void", "RemoveInterest"):
        made = _about_another(run, phone, kind, number)
    if made is not None:
        return made
    if run.random.random() < 0.5:
        return Made({"type": "AddInterest", "interest": run.random.choice(INTERESTS)})
    field = run.random.choice(("name", "language", "language"))
    return Made({"type": "SetField", "field": field, "value": f"{field} {number}"})


def _stay(run: Run, phone: Handset) -> Made | None:
    bodies = set(MEMBERS.get(phone.account, ()))
    if phone.staff_of and run.random.random() < 0.1:
        bodies.add(phone.staff_of)  # where one works, without being a member
    if not bodies:
        return None
    place = run.random.choice([one for one in run.world.places if one.body in bodies])
    day = tokyo_day(run.wall(phone))
    printed = run.random.random() < 0.8
    return Made(
        {
            "type": "Stay",
            "place": place.id,
            "day": day if printed else day - run.random.randrange(3),
            "source": PRINTED_CODE if printed else MEMBER_ENTRY,
            "code": place.code.hex() if printed else "",
            "project": run.random.choice((0, place.project)),
        }
    )


def _check_in(run: Run, phone: Handset, number: int) -> Made | None:
    """A member's phone shows its card; a clock that is years off shows at the desk."""
    step = run.wall(phone) // STEP_MS
    if run.shown and run.random.random() < 0.15:  # a picture of it goes round
        card, account, shown_step = run.random.choice(run.shown)
    else:
        others = [one for one in run.handsets.values() if one.tabs]
        strangers = [one for one in others if one.account != phone.account]
        member = run.random.choice(strangers if strangers and run.random.random() < 0.9 else others)
        cards = run.send("cards", phone=member.id, tab=member.tabs[0]).result
        held = [one for one in cards if one["body"] == phone.staff_of]
        if not held:
            return None
        card, account = run.random.choice(held), member.account
        shown_step = run.wall(member) // STEP_MS
        run.shown.append((card, account, shown_step))
    if card["body"] != phone.staff_of:
        return None
    place = run.random.choice([one for one in run.world.places if one.body == phone.staff_of])
    drift = shown_step - step
    return Made(
        {
            "type": "CheckIn",
            "place": place.id,
            "issuer": card["body"],
            "card": card["card"],
            "drift": drift if abs(drift) < 32_000 else 0,
            "project": run.random.choice((0, place.project)),
            "proof": sha512(b"%d" % number).hexdigest() if place.id == KEEPS_PROOF else "",
        },
        account,
        (card["not_before"] * 1000, card["expires"] * 1000),
    )


def _use(run: Run, phone: Handset, number: int) -> Made | None:
    """Whoever's card is read is given the rate, whatever they used before."""
    made = _check_in(run, phone, number)
    if made is None:
        return None
    people = run.random.choice((1, 1, 2, 5))
    who = {field: made.entry[field] for field in ("place", "issuer", "card")}
    party = [{"line": 1, "people": people}]
    return made._replace(entry={"type": "Use", **who, "party": party, "yen": 300 * people})


def _about_another(run: Run, phone: Handset, kind: str, number: int) -> Made | None:
    """A note on something, a void of it, or an interest given up: of what the phone knows."""
    known = run.send("known", phone=phone.id, tab=phone.tabs[0]).result
    if kind == "RemoveInterest":
        interest = run.random.choice(INTERESTS)
        seen = [fact for fact in known if fact["mine"] and fact.get("interest") == interest]
        observed = [{"device": fact["device"], "seq": fact["seq"]} for fact in seen]
        return Made({"type": kind, "interest": interest, "observed": observed})
    about = ("CheckIn", "Stay") if kind == "Note" else ("CheckIn", "Stay", "Note", "Use")
    found = [fact for fact in known if fact["type"] in about and (fact["mine"] or kind == "Void")]
    if not found:
        return None
    target = run.random.choice(found)
    ref = {"device": target["device"], "seq": target["seq"]}
    words = {"text": f"note {number}"} if kind == "Note" else {"reason": f"void {number}"}
    return Made({"type": kind, "about": ref, **words})


def _shown(entry: dict[str, Any]) -> dict[str, Any]:
    """Without what chance decides."""
    return {field: value for field, value in entry.items() if field not in ("code", "proof")}


def sync(run: Run) -> None:
    _begin_sync(run, _phone(run))


def _begin_sync(run: Run, phone: Handset) -> None:
    window = run.random.choice(phone.tabs)
    if window in phone.syncing:
        return
    phone.syncing.add(window)
    run.say(f"{phone.id} begins to sync")
    run.send("sync", phone=phone.id, tab=window, wall=run.wall(phone))


async def sync_through(run: Run, phone: Handset | None = None) -> None:
    """A phone with a good network, until it has everything."""
    phone = phone or _phone(run)
    if phone.syncing or not phone.tabs:
        return
    window = phone.tabs[0]
    phone.syncing.add(window)
    run.say(f"{phone.id} syncs")
    run.send("sync", phone=phone.id, tab=window, wall=run.wall(phone))
    await settle(run, phone.id)


async def settle(run: Run, name: str | None = None) -> None:
    """Delivers what one phone asks for (or all of them), until it asks for nothing more."""
    while True:
        arriving = [flight for flight in run.flights if name in (None, flight.phone)]
        keys = [wait for wait, (who, _) in run.enrolments.items() if name in (None, who)]
        if not arriving and not keys:
            return
        run.flights = [flight for flight in run.flights if flight not in arriving]
        for flight, reply in zip(arriving, await run.deliver(arriving), strict=True):
            give(run, flight.wait, flight.phone, reply)
        for wait in keys:
            who, event = run.enrolments.pop(wait)
            account, signature = run.handsets[who].account, bytes.fromhex(event["signature"])
            accept(run, wait, await run.take_key(account, event["key"], signature))


# -- the network ----------------------------------------------------------------------------------


async def deliver(run: Run) -> None:
    """Some requests reach the server, in any order; what can go wrong there may."""
    run.random.shuffle(run.flights)
    count = run.random.choice((1, 1, 1, 2, 3))
    arriving, run.flights = run.flights[:count], run.flights[count:]
    server = run.world.server
    trouble = run.random.random()
    if trouble < 0.2:
        server.fail(at=run.random.randrange(1, 25), for_good=trouble < 0.1)
    if run.random.random() < 0.1:
        run.strays += arriving
    replies = await run.deliver(arriving)
    if trouble < 0.1:
        run.say("the server's process dies before it answers, and starts again")
        server.restart()
        for flight in arriving:
            _no_answer(run, flight.wait, flight.phone)
        return
    server.fail(at=0)
    for flight, reply in zip(arriving, replies, strict=True):
        run.replies.append((flight.wait, flight.phone, reply))


def lose_request(run: Run) -> None:
    """It never arrives, or arrives when nobody waits for it any more."""
    flight = run.flights.pop(run.random.randrange(len(run.flights)))
    if run.random.random() < 0.5:
        run.strays.append(flight)
    run.say(f"the request of {flight.phone} is lost or late")
    _no_answer(run, flight.wait, flight.phone)


def answer(run: Run) -> None:
    """A reply reaches its phone; one time in ten it dies while it takes it in."""
    wait, name, reply = run.replies.pop(run.random.randrange(len(run.replies)))
    if run.random.random() < 0.04:
        run.say(f"a Wi-Fi's page answers {name}")
        reply = LOGIN_PAGE
    give(run, wait, name, reply, dies=run.random.random() < 0.1)


def give(run: Run, wait: int, name: str, reply: Reply, *, dies: bool = False) -> None:
    phone = run.handsets[name]
    command: dict[str, Any] = {"steps": run.random.randrange(MOST_STEPS)} if dies else {}
    run.say(f"{name} gets the answer {wait}")
    run.send(
        "reply",
        wait=wait,
        phone=name,
        wall=run.wall(phone),
        status=reply.status,
        type=reply.type,
        body=reply.body.hex(),
        **command,
    )
    if dies:
        run.kill(phone)


def lose_reply(run: Run) -> None:
    wait, name, _ = run.replies.pop(run.random.randrange(len(run.replies)))
    run.say(f"the answer to {name} is lost")
    _no_answer(run, wait, name)


def _no_answer(run: Run, wait: int, name: str) -> None:
    reason = run.random.choice(("offline", "timeout"))
    phone = run.handsets[name]
    run.send("lose", wait=wait, phone=name, wall=run.wall(phone), reason=reason)


async def deliver_stray(run: Run) -> None:
    """Somebody else brings a request: late, and perhaps not for the first time."""
    flight = run.strays.pop(run.random.randrange(len(run.strays)))
    run.say(f"an old request of {flight.phone} arrives")
    await run.deliver([flight])


async def deliver_again(run: Run) -> None:
    """Of the last one, the answer may still be on its way: what it says must go on to hold."""
    flight = run.random.choice(run.old)
    run.say(f"a request of {flight.phone} that was answered arrives once more")
    device = bytes.fromhex(flight.device)
    last, challenge = run.last[flight.device], run.world.server.challenge(device)
    await run.deliver([flight])
    if flight is last and run.world.server.challenge(device) != challenge:
        raise Violation(f"a repeated request of {flight.phone} ends what its answer promised")


async def forge(run: Run) -> None:
    """Somebody who saw a request sends it with a bit changed: nothing may come of it."""
    flight = run.random.choice([*run.flights, *run.strays, *run.old])
    forged = bytearray(flight.body)
    bit = run.random.randrange(8 * len(forged))
    forged[bit // 8] ^= 1 << bit % 8
    run.say(f"a request of {flight.phone} arrives with bit {bit} changed")
    if await run.took(flight._replace(body=bytes(forged))):
        raise Violation(f"the server took what {flight.phone} did not sign")


async def answer_enrolment(run: Run) -> None:
    wait = run.random.choice(list(run.enrolments))
    name, event = run.enrolments.pop(wait)
    phone = run.handsets[name]
    trouble = run.random.random()
    if trouble < 0.1:
        return _no_answer(run, wait, name)
    challenge = await run.take_key(phone.account, event["key"], bytes.fromhex(event["signature"]))
    if trouble < 0.2:
        return _no_answer(run, wait, name)
    run.say(f"{name} has its key enrolled")
    accept(run, wait, challenge)
    return None


def accept(run: Run, wait: int, challenge: bytes | Refusal) -> None:
    if isinstance(challenge, Refusal):
        run.say(f"the server refuses the key: {challenge.code.value}")
        run.send("refused", wait=wait, code=challenge.code.value, status=challenge.status)
        return
    root_key = run.world.server.root_key.hex()
    run.send("enrolled", wait=wait, challenge=challenge.hex(), rootKey=root_key)


# -- couriers -------------------------------------------------------------------------------------


async def pack_parcel(run: Run) -> None:
    """A phone seals what it has not sent, for whoever comes by."""
    phone = _phone(run)
    if phone.pending or phone.enrolling:
        run.reconcile(phone)
    name = f"parcel {len(run.parcels)} {run.steps}"
    run.world.server.clock.now = run.now
    run.say(f"{phone.id} packs {name}")
    texts = run.send("hand", phone=phone.id, wall=run.wall(phone), **{"as": name}).result
    requests = [bytes.fromhex(text) for text in texts]
    made = await pack(run.world.server, name, phone.id, phone.device, phone.log, requests)
    run.parcels.append(made)


async def carry(run: Run) -> None:
    """Some courier hands a parcel in, perhaps not the first to do so."""
    at = run.random.randrange(len(run.parcels))
    parcel = run.parcels[at] if run.random.random() < 0.4 else run.parcels.pop(at)
    brought = await run.hand_in(parcel, run.random.choice(("a courier", "another courier")))
    if brought is not None and run.random.random() < 0.8:
        run.brought.append(brought)


def bring_back(run: Run) -> None:
    """An answer reaches who packed the parcel, perhaps for the second time."""
    at = run.random.randrange(len(run.brought))
    brought = run.brought[at] if run.random.random() < 0.2 else run.brought.pop(at)
    phone = run.handsets[brought.parcel.phone]
    dies = run.random.random() < 0.1
    command: dict[str, Any] = {"steps": run.random.randrange(MOST_STEPS)} if dies else {}
    where = {"phone": phone.id, "wall": run.wall(phone), "as": brought.parcel.name}
    run.say(f"{phone.id} gets the answer to {brought.parcel.name}")
    if brought.kind is AnswerKind.REPLY:
        answer = run.send("brought", reply=brought.body.hex(), **where, **command)
    else:
        problem = msgspec.json.decode(brought.body)
        answer = run.send("broughtRefusal", problem=problem, **where, **command)
    run.say(f"to {phone.id} it was {answer.result}")
    if dies:
        run.kill(phone)


# -- machines -------------------------------------------------------------------------------------


def restart(run: Run) -> None:
    run.world.server.restart()
    run.say("the server's process starts anew")


def die(run: Run) -> None:
    run.kill(run.random.choice(list(run.handsets.values())))


def second_window(run: Run) -> None:
    phone = run.random.choice(list(run.handsets.values()))
    if len(phone.tabs) < 2:
        run.open(phone)


def back_up(run: Run) -> None:
    phone = run.random.choice(list(run.handsets.values()))
    if phone.tabs:
        run.kill(phone)
        run.open(phone)
    else:
        run.open(phone)
    name = f"backup {len(run.backups)}"
    run.send("save", phone=phone.id, **{"as": name})
    made = Backup(name, phone.id, phone.account, phone.device, phone.log, phone.fresh)
    run.backups.append(made)
    run.say(f"{phone.id} is backed up, {len(phone.log)} entries")


async def put_back(run: Run) -> None:
    """A phone is restored from a backup of its own: what it wrote since is gone from it."""
    backup = run.random.choice(run.backups)
    await _lay_over(run, run.handsets[backup.phone], backup)


async def copy(run: Run) -> None:
    """A phone's database on another phone of the same person, which was emptied for it."""
    backup = run.random.choice(run.backups)
    others = [one for one in run.handsets.values() if one.account == backup.account]
    phone = run.random.choice(others)
    run.copied |= {item.act.number for item in backup.log}
    await _lay_over(run, phone, backup)


async def _lay_over(run: Run, phone: Handset, backup: Backup) -> None:
    """Often what it wrote since has reached the server, and often its holder goes on writing, also
    while it asks how things stand."""
    if run.random.random() < 0.5:
        if not phone.tabs:
            run.open(phone)
        _write(run, phone, KINDS)
        await sync_through(run, phone)
    run.kill(phone)
    if phone.device != backup.device or phone.fresh > backup.fresh:
        # What the backup has unsent may have gone under this key, or one that it had since.
        run.copied |= {item.act.number for item in backup.log}
    run.forget(phone, {item.act.number for item in backup.log})
    phone.device, phone.log = backup.device, backup.log
    run.send("restore", phone=phone.id, account=phone.account, **{"from": backup.name})
    run.say(f"{phone.id} gets {backup.name} of {backup.phone}, {len(phone.log)} entries")
    if run.random.random() < 0.7:
        run.open(phone)
        if run.random.random() < 0.3:
            _begin_sync(run, phone)
        _write(run, phone, KINDS)


async def wipe(run: Run) -> None:
    """The browser cleared its data: its holder signs in and begins anew."""
    phone = run.random.choice(list(run.handsets.values()))
    run.kill(phone)
    run.forget(phone, set())
    run.send("wipe", phone=phone.id)
    number, run.keys_used = run.keys_used, run.keys_used + 1
    signature = cose.sign_raw(private_key(number), SIGN_ENROL_CONTEXT + phone.account.encode())
    challenge = await run.take_key(phone.account, number, signature)
    if isinstance(challenge, Refusal):
        raise challenge
    phone.device, phone.log = name_of(number), ()
    run.send(
        "begin",
        phone=phone.id,
        account=phone.account,
        key=number,
        challenge=challenge.hex(),
        rootKey=run.world.server.root_key.hex(),
    )
    run.say(f"{phone.id} is wiped, and begins anew as {phone.device}")


HAPPENINGS = (
    Happening(30, act),
    Happening(8, sync),
    Happening(6, sync_through),
    Happening(2, pause),
    Happening(1, set_clock),
    Happening(14, deliver, lambda run: run.flights),
    Happening(3, lose_request, lambda run: run.flights),
    Happening(14, answer, lambda run: run.replies),
    Happening(3, lose_reply, lambda run: run.replies),
    Happening(2, deliver_stray, lambda run: run.strays),
    Happening(0.6, deliver_again, lambda run: run.old),
    Happening(0.6, forge, lambda run: run.flights or run.strays or run.old),
    Happening(1.5, pack_parcel),
    Happening(3, carry, lambda run: run.parcels),
    Happening(3, bring_back, lambda run: run.brought),
    Happening(8, answer_enrolment, lambda run: run.enrolments),
    Happening(2, back_up),
    Happening(1.5, die),
    Happening(1, second_window),
    Happening(0.4, wipe),
    Happening(0.6, restart),
    Happening(3, put_back, lambda run: run.backups),
    Happening(1.5, copy, lambda run: run.backups),
)
ALWAYS = (act, sync_through, deliver, answer, answer_enrolment, pause)
"""What every run knows."""
