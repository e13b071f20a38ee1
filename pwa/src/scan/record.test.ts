import { describe, expect, test } from "vitest";
import { BY_HAND, NO_STEP } from "../schemas/wire";
import {
  type Consequence,
  consequence,
  consequenceByHand,
  type Recorded,
  SAME_MEMBER_MS,
} from "./record";
import type { Verdict } from "./verdict";

const NOW = 1_800_000_015_000;
const STATION = { place: 3, body: 294527, project: 1, own: 40, keepsProofs: false };

function card(kind: "valid" | "expired", index = 5, step = NOW / 1000 / 30): Verdict {
  const claims = { body: 294527, index } as Extract<Verdict, { kind: "valid" }>["claims"];
  return {
    kind,
    claims,
    step: Math.floor(step),
    proof: null,
    driftSeconds: 0,
    listAgeSeconds: 0,
    listTooOld: false,
    name: null,
    sameSight: false,
  };
}

function at(ms: number, recorded: Partial<Recorded> = {}): Recorded {
  return { issuer: 294527, card: 5, member: 12, ms, ...recorded };
}

function what(verdict: Verdict, member: number, recorded: Recorded[]): Consequence["kind"] {
  return consequence(verdict, STATION, member, recorded, NOW).kind;
}

test("a valid card is recorded, with place, project and drift", () => {
  const made = consequence(card("valid", 5, NOW / 1000 / 30 - 2), STATION, 12, [], NOW);
  expect(made).toEqual({
    kind: "record",
    draft: {
      type: "CheckIn",
      place: 3,
      issuer: 294527,
      card: 5,
      drift: -2,
      project: 1,
      proof: new Uint8Array(),
    },
  });
});

test("the holder's signature is kept where the place wants it", () => {
  const proof = new Uint8Array(64).fill(7);
  const verdict = { ...card("valid"), proof };
  const kept = (keepsProofs: boolean) => {
    const made = consequence(verdict, { ...STATION, keepsProofs }, 12, [], NOW);
    return made.kind === "record" ? made.draft.proof : null;
  };
  expect(kept(true)).toEqual(proof);
  expect(kept(false)).toEqual(new Uint8Array());
});

test("a guest of another body is no presence, and no less seen within the minute", () => {
  const elsewhere = { ...STATION, body: 294021 };
  expect(consequence(card("valid"), elsewhere, 0, [], NOW).kind).toBe("guest");
  // The number of one's own is a number of the place's body.
  expect(consequence(card("valid"), elsewhere, 40, [], NOW).kind).toBe("guest");
  expect(consequence(card("valid"), elsewhere, 0, [at(NOW - 1_000)], NOW).kind).toBe("already");
});

test("no other verdict is recorded", () => {
  expect(what(card("expired"), 12, [])).toBe("nothing");
  expect(what({ kind: "not_ours" }, 0, [])).toBe("nothing");
});

test("one's own card is for a colleague to record", () => {
  expect(what(card("valid"), STATION.own, [])).toBe("own");
  const stranger = { ...STATION, own: 0 };
  expect(consequence(card("valid"), stranger, 0, [], NOW).kind).toBe("record");
});

test("the same card within a minute is recorded already, at its edge", () => {
  expect(what(card("valid"), 12, [at(NOW - SAME_MEMBER_MS)])).toBe("already");
  expect(what(card("valid"), 12, [at(NOW - SAME_MEMBER_MS - 1)])).toBe("record");
});

test("a second phone of the same member is recorded already", () => {
  expect(what(card("valid", 6), 12, [at(NOW - 1000)])).toBe("already");
});

test("cards that the roster does not know are told apart by their index", () => {
  expect(what(card("valid", 6), 0, [at(NOW - 1000, { member: 0 })])).toBe("record");
});

test("the same index of another body is another card", () => {
  expect(what(card("valid"), 0, [at(NOW - 1000, { issuer: 290009 })])).toBe("record");
});

test("a printed card has no step, and says so", () => {
  const verdict = { ...card("valid"), step: null, driftSeconds: null };
  const made = consequence(verdict, { ...STATION, keepsProofs: true }, 12, [], NOW);
  expect(made).toMatchObject({
    kind: "record",
    draft: { drift: NO_STEP, proof: new Uint8Array() },
  });
});

describe("by hand", () => {
  const somebody = { issuer: 294527, card: 5, member: 12 };
  const byHand = (recorded: Recorded[], named = somebody) =>
    consequenceByHand(named, STATION, recorded, NOW);

  test("whoever was named is recorded as that, without a proof", () => {
    const made = consequenceByHand(somebody, { ...STATION, keepsProofs: true }, [], NOW);
    expect(made).toEqual({
      kind: "record",
      draft: {
        type: "CheckIn",
        place: 3,
        issuer: 294527,
        card: 5,
        drift: BY_HAND,
        project: 1,
        proof: new Uint8Array(),
      },
    });
  });

  test("who was scanned a moment ago is recorded already, by whichever card", () => {
    expect(byHand([at(NOW - SAME_MEMBER_MS, { card: 6 })]).kind).toBe("already");
    expect(byHand([at(NOW - SAME_MEMBER_MS - 1)]).kind).toBe("record");
    expect(byHand([at(NOW, { card: 6, member: 13 })]).kind).toBe("record");
  });

  test("who was named a moment ago is recorded already when their phone is back", () => {
    const named = at(NOW - 1000, { card: 4 });
    expect(consequence(card("valid", 6), STATION, 12, [named], NOW).kind).toBe("already");
  });

  test("nobody names themselves", () => {
    expect(byHand([], { ...somebody, member: STATION.own }).kind).toBe("own");
  });
});
