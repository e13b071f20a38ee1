/** The pure core against the vectors that `sync/` passes too, and the laws of the merge. */

import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hex } from "../card/bytes";
import {
  type Entry,
  type Fact,
  PROTOCOL_VERSION,
  type Ruling,
  Source,
  type SyncRequest,
} from "../schemas/wire";
import { dayOf, formatDay, parseDay, startOf } from "./calendar";
import { receive, tick } from "./clock";
import { Malformed } from "./codec";
import { type FactJson, factFromJson, plain, type RulingJson, rulingFromJson, unhex } from "./json";
import { chain, decodeEntry, deviceId, EMPTY_HEAD, encodeEntry } from "./log";
import { compareBytes, joinFacts, joinRulings, refKey } from "./merge";
import { encodeRequest, signedBytes } from "./message";
import { messageCodec } from "./message-codec";
import { packColumn, packEntries } from "./packing";
import { unpackEntries } from "./testing/unpacking";
import { attendance, memberViews, rosterKey } from "./views";

function vectors<T>(name: string): T {
  const path = new URL(`../../../schemas/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, "utf8")) as T;
}

const EMPTY_REQUEST = {
  version: PROTOCOL_VERSION,
  device: new Uint8Array(12),
  first: 1,
  cursor: new Uint8Array(),
  max_kb: 1,
  older: 0,
};

describe("packing vectors", () => {
  const packing = vectors<{
    columns: { values: number[]; base: number; bits: string }[];
    runs: { name: string; entries: string[]; packed: string }[];
  }>("packing");

  test("columns", () => {
    for (const { values, base, bits } of packing.columns) {
      expect(packColumn(values)).toEqual(bits ? { base, bits: unhex(bits) } : base);
    }
  });

  test.each(packing.runs.map(({ name, ...run }) => [name, run] as const))("%s", (_, run) => {
    const message = { ...EMPTY_REQUEST, entries: packEntries(run.entries.map(unhex)) };
    const bytes = messageCodec.pack("SyncRequest", message);
    expect(hex(bytes)).toContain(run.packed);
    const { entries } = messageCodec.unpack("SyncRequest", bytes) as SyncRequest;
    expect(unpackEntries(entries).map(hex)).toEqual(run.entries);
  });
});

describe("log vectors", () => {
  const log = vectors<{
    chain: { entry: string; type: string; head: string }[];
    device_id: { public_key: string; device: string };
    request: Record<
      "device" | "cursor" | "challenge" | "head" | "signed" | "body_after_signature",
      string
    > & {
      first: number;
      max_kb: number;
      entries: string[];
    };
    malformed: string[];
  }>("log");

  test("the chain", async () => {
    let head = EMPTY_HEAD;
    for (const step of log.chain) {
      const data = unhex(step.entry);
      expect(decodeEntry(data).type).toBe(step.type);
      expect(hex(encodeEntry(decodeEntry(data)))).toBe(step.entry);
      head = await chain(head, [data]);
      expect(hex(head)).toBe(step.head);
    }
    const all = log.chain.map((step) => unhex(step.entry));
    expect(await chain(EMPTY_HEAD, all)).toEqual(head);
  });

  test("the device's name", async () => {
    expect(hex(await deviceId(unhex(log.device_id.public_key)))).toBe(log.device_id.device);
  });

  test("the request", async () => {
    const { request } = log;
    let signed = "";
    const body = await encodeRequest(
      {
        version: PROTOCOL_VERSION,
        device: unhex(request.device),
        first: request.first,
        entries: request.entries.map(unhex),
        cursor: unhex(request.cursor),
        max_kb: request.max_kb,
        older: 0,
      },
      unhex(request.challenge),
      unhex(request.head),
      async (message) => {
        signed = hex(message);
        return new Uint8Array(64);
      },
    );
    expect(signed).toBe(request.signed);
    expect(hex(body)).toBe("00".repeat(64) + request.body_after_signature);
    expect(hex(signedBytes(unhex(request.challenge), unhex(request.head), body.slice(64)))).toBe(
      signed,
    );
  });

  test.each(log.malformed)("malformed %s", (data) => {
    expect(() => decodeEntry(unhex(data))).toThrow(Malformed);
  });
});

describe("clock vectors", () => {
  type Pair = [number, number];
  const clock = vectors<{
    tick: { last: Pair; wall: number; stamp: Pair }[];
    receive: { last: Pair; other: Pair; wall: number; stamp: Pair }[];
    days: { day: number; text: string; first_ms: number; last_ms: number }[];
  }>("clock");
  const stamp = ([ms, counter]: Pair) => ({ ms, counter });

  test.each(clock.tick)("tick %j", (each) => {
    expect(tick(stamp(each.last), each.wall)).toEqual(stamp(each.stamp));
  });
  test.each(clock.receive)("receive %j", (each) => {
    expect(receive(stamp(each.last), stamp(each.other), each.wall)).toEqual(stamp(each.stamp));
  });
  test.each(clock.days)("day $text", ({ day, text, first_ms, last_ms }) => {
    expect([dayOf(first_ms), dayOf(last_ms)]).toEqual([day, day]);
    expect(startOf(day)).toBe(first_ms);
    expect(parseDay(text)).toBe(day);
    expect(formatDay(day)).toBe(text);
  });
  test.each(["2027-02-29", "2027-1-1", "", "20270101", "2027-01-01T00:00:00Z"])(
    "no day: %j",
    (text) => {
      expect(() => parseDay(text)).toThrow(RangeError);
    },
  );
});

describe("merge vectors", () => {
  const { cases } = vectors<{
    cases: {
      name: string;
      left: FactJson[];
      right: FactJson[];
      facts: FactJson[];
      rulings_in: RulingJson[];
      rulings: RulingJson[];
    }[];
  }>("merge");

  test.each(cases)("$name", (each) => {
    const joined = joinFacts(each.right.map(factFromJson), each.left.map(factFromJson));
    expect(sorted(joined)).toEqual(each.facts.map(factFromJson));
    const rulings = joinRulings(each.rulings_in.map(rulingFromJson));
    expect(sorted(rulings)).toEqual(each.rulings.map(rulingFromJson));
  });
});

describe("views vectors", () => {
  const views = vectors<{
    places: [number, number][];
    designated: number[];
    roster: [number, number, number][];
    attendance_of: { place: number; day: number };
    cases: {
      name: string;
      facts: FactJson[];
      rulings: RulingJson[];
      member_views: unknown;
      attendance: unknown;
    }[];
  }>("views");

  test.each(views.cases)("$name", (each) => {
    const facts = [...joinFacts(each.facts.map(factFromJson)).values()];
    const rulings = joinRulings(each.rulings.map(rulingFromJson));
    const shown = memberViews(facts, rulings, new Map(views.places), new Set(views.designated));
    expect(plain(shown)).toEqual(each.member_views);
    const roster = new Map(views.roster.map(([issuer, card, of]) => [rosterKey(issuer, card), of]));
    const { place, day } = views.attendance_of;
    expect(plain(attendance(facts, rulings, roster, place, day))).toEqual(each.attendance);
  });
});

// A small world, so that things collide.
const MORNING = startOf(20_780) - 120_000;
const devices = fc.constantFrom(...[1, 2, 3, 4].map((n) => new Uint8Array(12).fill(n)));
const refs = fc.record({ device: devices, seq: fc.integer({ min: 1, max: 9 }) });
const stamped = {
  ms: fc.integer({ min: MORNING, max: MORNING + 240_000 }),
  counter: fc.integer({ min: 0, max: 3 }),
};
const text = (minLength: number, maxLength: number) =>
  fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, 8) });
const places = fc.integer({ min: 1, max: 4 });
const projects = fc.integer({ min: 0, max: 2 });
const interests = fc.constantFrom("祭り", "農業", "🎣", "ﾆ", "music");
const entries: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({
    type: fc.constant("CheckIn" as const),
    ...stamped,
    place: places,
    issuer: fc.constantFrom(294021, 290009),
    card: fc.integer({ min: 1, max: 3 }),
    drift: fc.integer({ min: -32768, max: 32767 }),
    project: projects,
    proof: fc.constantFrom(new Uint8Array(), new Uint8Array(64).fill(9)),
  }),
  fc.record({
    type: fc.constant("Stay" as const),
    ...stamped,
    place: places,
    day: fc.integer({ min: 20_780, max: 20_781 }),
    source: fc.constantFrom(...Object.values(Source)),
    code: fc.uint8Array({ maxLength: 8 }).map((bytes) => new Uint8Array(bytes)),
    project: projects,
  }),
  fc.record({ type: fc.constant("Note" as const), ...stamped, about: refs, text: text(1, 8) }),
  fc.record({ type: fc.constant("Void" as const), ...stamped, about: refs, reason: text(0, 8) }),
  fc.record({
    type: fc.constant("SetField" as const),
    ...stamped,
    field: fc.constantFrom("name" as const, "language" as const),
    value: text(0, 8),
  }),
  fc.record({ type: fc.constant("AddInterest" as const), ...stamped, interest: interests }),
  fc.record({
    type: fc.constant("RemoveInterest" as const),
    ...stamped,
    interest: interests,
    observed: fc.array(refs, { maxLength: 4 }),
  }),
);
const facts: fc.Arbitrary<Fact> = fc.record({
  device: devices,
  seq: fc.integer({ min: 1, max: 9 }),
  body: fc.constantFrom(0, 294021),
  member: fc.integer({ min: 0, max: 2 }),
  mine: fc.boolean(),
  entry: entries,
});
const rulings: fc.Arbitrary<Ruling> = fc.record({
  device: devices,
  seq: fc.integer({ min: 1, max: 9 }),
  version: fc.integer({ min: 1, max: 3 }),
  kind: fc.constantFrom(1 as const, 2 as const, 3 as const),
  reason: fc.constantFrom(0 as const, 1 as const, 7 as const),
  day: fc.constantFrom(0, 20_780, 20_781),
});
const factLists = fc.array(facts, { maxLength: 12 });
const rulingLists = fc.array(rulings, { maxLength: 6 });

function sorted<T extends { device: Uint8Array; seq: number }>(
  joined: ReadonlyMap<string, T>,
): T[] {
  return [...joined.values()].sort((a, b) => compareBytes(a.device, b.device) || a.seq - b.seq);
}

describe("laws", () => {
  test("an entry comes back as it was written", () => {
    fc.assert(
      fc.property(entries, (entry) => {
        expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
      }),
    );
  });

  test("bytes that are no entry are refused, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (data) => {
        try {
          decodeEntry(data);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
    );
  });

  test("a truncated entry is refused", () => {
    fc.assert(
      fc.property(entries, fc.nat(), (entry, at) => {
        const data = encodeEntry(entry);
        expect(() => decodeEntry(data.subarray(0, at % data.length))).toThrow(Malformed);
      }),
    );
  });

  test("facts join commutatively, associatively and idempotently", () => {
    fc.assert(
      fc.property(factLists, factLists, factLists, (a, b, c) => {
        const whole = sorted(joinFacts(a, b, c));
        expect(sorted(joinFacts(c, a, b))).toEqual(whole);
        expect(sorted(joinFacts(a, joinFacts(b, c).values()))).toEqual(whole);
        expect(sorted(joinFacts(whole, whole, a))).toEqual(whole);
      }),
    );
  });

  test("rulings join commutatively, associatively and idempotently", () => {
    fc.assert(
      fc.property(rulingLists, rulingLists, rulingLists, (a, b, c) => {
        const whole = sorted(joinRulings(a, b, c));
        expect(sorted(joinRulings(c, a, b))).toEqual(whole);
        expect(sorted(joinRulings(a, joinRulings(b, c).values()))).toEqual(whole);
        expect(sorted(joinRulings(whole, whole, a))).toEqual(whole);
      }),
    );
  });

  test("views depend on what is known, not on the order in which it came", () => {
    const bodies = new Map([
      [1, 294021],
      [2, 294021],
      [3, 290009],
    ]);
    const roster = new Map([
      ["294021.1", 7],
      ["294021.2", 7],
      ["290009.1", 8],
    ]);
    fc.assert(
      fc.property(factLists, rulingLists, (some, ruled) => {
        const known = joinRulings(ruled);
        const forward = [...joinFacts(some).values()];
        const backward = [...forward].reverse();
        expect(memberViews(backward, known, bodies, new Set([1]))).toEqual(
          memberViews(forward, known, bodies, new Set([1])),
        );
        expect(attendance(backward, known, roster, 1, 20_780)).toEqual(
          attendance(forward, known, roster, 1, 20_780),
        );
      }),
    );
  });

  test("ticking always gives a later stamp, unless the wall clock was set back", () => {
    fc.assert(
      fc.property(
        stamped.ms,
        fc.nat(65_535),
        fc.integer({ min: -600_000, max: 10 ** 9 }),
        (ms, counter, off) => {
          const next = tick({ ms, counter }, ms + off);
          expect(next.ms > ms || (next.ms === ms && next.counter > counter)).toBe(true);
        },
      ),
    );
  });
});

describe("bounds", () => {
  const note = { type: "Note", ms: 0, counter: 0, about: { device: new Uint8Array(12), seq: 1 } };
  const stay = { type: "Stay", ms: 0, counter: 0, place: 1, day: 1, source: 3, project: 0 };

  test("a text's length is counted in characters, not in halves of them", () => {
    expect(() => messageCodec.pack("Note", { ...note, text: "🌸".repeat(1000) })).not.toThrow();
    expect(() => messageCodec.pack("Note", { ...note, text: "🌸".repeat(1001) })).toThrow("text");
    expect(() => messageCodec.pack("Note", { ...note, text: "" })).toThrow("text");
  });

  test.each([
    ["half a character", { ...note, text: "\ud83c" }, "text"],
    [
      "a device's name of another length",
      { ...note, text: "x", about: { device: new Uint8Array(11), seq: 1 } },
      "device",
    ],
    [
      "an entry number 0",
      { ...note, text: "x", about: { device: new Uint8Array(12), seq: 0 } },
      "seq",
    ],
    ["a missing field", { ...note }, "text"],
  ])("%s", (_, value, field) => {
    expect(() => messageCodec.pack("Note", value)).toThrow(field);
  });

  test.each([
    ["too long a code", { code: new Uint8Array(73) }, "code"],
    ["text for a code", { code: "12345678" }, "code"],
    ["an unknown source", { code: new Uint8Array(8), source: 6 }, "source"],
    ["a source as text", { code: new Uint8Array(8), source: "3" }, "source"],
    ["a fraction", { code: new Uint8Array(8), day: 1.5 }, "day"],
  ])("%s", (_, change, field) => {
    expect(() => messageCodec.pack("Stay", { ...stay, ...change })).toThrow(field);
  });

  test("a key tells its device and number", () => {
    expect(refKey({ device: new Uint8Array(12).fill(255), seq: 7 })).toBe(`${"ff".repeat(12)}.7`);
  });
});
