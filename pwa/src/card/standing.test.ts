import { describe, expect, it } from "vitest";
import { type CardItem, CardState, type RegistrationItem, Tier } from "../schemas/wire";
import { inOrder, SOON_SECONDS, standing } from "./standing";

const NOW = 1_800_000_000;
const WEEK = 7 * 86_400;

function registration(changes: Partial<RegistrationItem> = {}): RegistrationItem {
  return {
    type: "RegistrationItem",
    version: 1,
    body: 292010,
    member: 1,
    tier: Tier.BASIC,
    since: 20_000,
    long_stay: false,
    linked: false,
    ended: false,
    ...changes,
  };
}

function card(changes: Partial<CardItem> = {}): CardItem {
  return {
    type: "CardItem",
    version: 1,
    body: 292010,
    card: 1,
    not_before: NOW - WEEK,
    expires: NOW + WEEK,
    credential: new Uint8Array(),
    state: CardState.ACTIVE,
    ...changes,
  };
}

const kind = (cards: CardItem[], now = NOW) => standing(registration(), cards, now).kind;

describe("standing", () => {
  it("is valid from not-before up to, and not at, the expiry", () => {
    const one = card();
    expect(kind([one], one.not_before - 1)).toBe("early");
    expect(kind([one], one.not_before)).toBe("valid");
    expect(kind([one], one.expires - 1)).toBe("valid");
    expect(kind([one], one.expires)).toBe("expired");
  });

  it("says when the end is near", () => {
    const one = card();
    const at = (now: number) => standing(registration(), [one], now);
    expect(at(one.expires - SOON_SECONDS)).toMatchObject({ kind: "valid", soon: false });
    expect(at(one.expires - SOON_SECONDS + 1)).toMatchObject({ kind: "valid", soon: true });
  });

  it("waits while there is no card, or only another body's", () => {
    expect(kind([])).toBe("waiting");
    expect(kind([card({ body: 290009 })])).toBe("waiting");
    expect(kind([card({ state: CardState.ENDED })])).toBe("waiting");
  });

  it("shows a new card beside a stopped one", () => {
    expect(kind([card({ state: CardState.REVOKED, expires: NOW + 9 * WEEK }), card()])).toBe(
      "valid",
    );
  });

  it("tells of the stop rather than of an older card that ran out", () => {
    const old = card({ not_before: NOW - 3 * WEEK, expires: NOW - 2 * WEEK });
    expect(kind([old, card({ state: CardState.REVOKED })])).toBe("revoked");
  });

  it("takes of several the one that lasts longest", () => {
    const longer = card({ card: 2, expires: NOW + 2 * WEEK });
    expect(standing(registration(), [card(), longer], NOW)).toMatchObject({ card: { card: 2 } });
  });

  it("knows nothing better of an ended registration", () => {
    expect(standing(registration({ ended: true }), [card()], NOW).kind).toBe("ended");
  });
});

it("puts one's own town first and what has ended last", () => {
  const own = registration({ body: 292010, since: 20_005 });
  const linked = registration({ body: 290009, since: 20_001, linked: true });
  const ended = registration({ body: 12025, since: 10_000, ended: true });
  expect(inOrder([ended, linked, own]).map(({ body }) => body)).toEqual([292010, 290009, 12025]);
});
