import { describe, expect, test } from "vitest";
import { startOf } from "../replica/calendar";
import { ApplicationState, type AttendeeItem, type Entry, type Fact } from "../schemas/wire";
import { cardHolders, expected, present } from "./turnout";

const DAY = 20_782;
const BODY = 294527;
const DEVICE = new Uint8Array(12);
const MEMBERS = new Map([
  [`${BODY}.11`, 1],
  [`${BODY}.12`, 2],
]);

function attendee(application: number, more: Partial<AttendeeItem> = {}): AttendeeItem {
  return {
    type: "AttendeeItem",
    version: 1,
    application,
    body: BODY,
    project: 7,
    occasion: 1,
    day: DAY,
    starts: 540,
    ends: 720,
    member: application,
    name: `人${application}`,
    state: ApplicationState.ACCEPTED,
    cards: [],
    ...more,
  };
}

function fact(seq: number, entry: Partial<Entry> & { type: Entry["type"] }): Fact {
  const whole = { ms: startOf(DAY) + seq * 60_000, counter: 0, ...entry } as Entry;
  return { device: DEVICE, seq, body: BODY, member: 0, mine: false, entry: whole };
}

function scan(seq: number, card: number, project: number): Fact {
  const proof = new Uint8Array();
  return fact(seq, { type: "CheckIn", place: 3, issuer: BODY, card, drift: 0, project, proof });
}

describe("turnout", () => {
  test("only who was accepted, of the own bodies, from today on", () => {
    const items = [
      attendee(2, { name: "" }),
      attendee(1),
      attendee(3, { state: ApplicationState.WAITING }),
      attendee(4, { body: 290009 }),
      attendee(5, { day: DAY - 1, occasion: 2 }),
      attendee(6, { day: DAY + 1, occasion: 3 }),
    ];
    const found = expected(items, new Set([BODY]), new Set(), DAY);
    expect(found.map((one) => [one.occasion, one.people.map((each) => each.member)])).toEqual([
      [1, [1, 2]],
      [3, [6]],
    ]);
  });

  test("a partner's people see their own projects, and know cards from what they were told", () => {
    const items = [attendee(1, { cards: [11] }), attendee(2, { project: 8, occasion: 2 })];
    const found = expected(items, new Set(), new Set([7]), DAY);
    expect(found.map((one) => one.project)).toEqual([7]);
    const holders = cardHolders(new Map(), items);
    const here = present([scan(1, 11, 7)], new Map(), holders, 7, DAY);
    expect([...here.keys()]).toEqual([1]);
  });

  test("a scan for the project ticks, another one does not, and a void takes it back", () => {
    const facts = [scan(1, 11, 7), scan(2, 12, 8), scan(3, 12, 7)];
    const at = (all: Fact[], day = DAY) => [...present(all, new Map(), MEMBERS, 7, day).keys()];
    expect(at(facts)).toEqual([1, 2]);
    expect(at(facts, DAY + 1)).toEqual([]);
    const back = fact(4, { type: "Void", about: { device: DEVICE, seq: 1 }, reason: "" });
    expect(at([...facts, back])).toEqual([2]);
  });

  test("of several records the first is when they came", () => {
    const twice = present([scan(5, 11, 7), scan(2, 11, 7)], new Map(), MEMBERS, 7, DAY);
    expect(twice.get(1)).toBe(startOf(DAY) + 2 * 60_000);
  });
});
