import { describe, expect, it } from "vitest";
import { hex } from "../card/bytes";
import { CborError } from "./cbor";
import { SignedListError } from "./signed";
import { advance, isRevoked, MAX_DELTA_BYTES, verifyStatusDelta, verifyStatusList } from "./status";
import { publicKey, unhex, vectors } from "./testing/vectors";
import { verifyTrustList } from "./trust";
import { readVenueCode } from "./venue";

const root = publicKey("root");
const trust = await verifyTrustList(unhex(vectors.trust_list.signed), root);
const { status_delta, status_list, trust_list, venue_code } = vectors;

async function refusal(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => "accepted",
    (error) => error,
  );
}

function expectRefused(error: unknown): void {
  expect(error instanceof SignedListError || error instanceof CborError, String(error)).toBe(true);
}

describe("the trust list", () => {
  it("holds the keys that the root signed", () => {
    expect([...trust.keys.values()].map((key) => hex(key.kid)).sort()).toEqual(
      ["body", "next_body", "prefecture"].map((name) => vectors.keys[name]?.kid).sort(),
    );
  });

  it.each(Object.entries(trust_list.bad))("is refused: %s", async (_, signed) => {
    expectRefused(await refusal(verifyTrustList(unhex(signed), root)));
  });

  it("is refused beyond all size", async () => {
    expectRefused(await refusal(verifyTrustList(new Uint8Array((1 << 20) + 1), root)));
  });
});

describe("the status list", () => {
  it("says who is revoked", async () => {
    const list = await verifyStatusList(unhex(status_list.signed), status_list.body, trust);
    const found = Array.from({ length: status_list.cards + 8 }, (_, index) => index);
    expect(found.filter((index) => isRevoked(list, index))).toEqual(status_list.revoked);
  });

  it.each(Object.entries(status_list.bad))("is refused: %s", async (_, signed) => {
    expectRefused(await refusal(verifyStatusList(unhex(signed), status_list.body, trust)));
  });

  it("is refused when asked for as another body's", async () => {
    expectRefused(await refusal(verifyStatusList(unhex(status_list.signed), 290009, trust)));
  });
});

describe("the delta", () => {
  const { body, base, base_name, cases, bad } = status_delta;

  it.each(cases)("$name", async ({ signed, expect: expected }) => {
    const before = await verifyStatusList(unhex(base), body, trust);
    expect(hex(before.name)).toBe(base_name);
    const list = advance(before, await verifyStatusDelta(unhex(signed), body, trust));
    const found = Array.from({ length: list.bits.length * 8 + 8 }, (_, index) => index);
    expect(list.name).toEqual(before.name);
    expect({
      issued_at: list.issuedAt,
      size: list.bits.length,
      revoked: found.filter((index) => isRevoked(list, index)),
    }).toEqual(expected);
  });

  it.each(Object.entries(bad))("is refused: %s", async (_, signed) => {
    expectRefused(await refusal(verifyStatusDelta(unhex(signed), body, trust)));
  });

  it("changes nothing in what it was applied to", async () => {
    const before = await verifyStatusList(unhex(base), body, trust);
    const bits = before.bits.slice();
    for (const { signed } of cases)
      advance(before, await verifyStatusDelta(unhex(signed), body, trust));
    expect(before.bits).toEqual(bits);
  });

  it("is not parsed beyond its size", async () => {
    const long = new Uint8Array(MAX_DELTA_BYTES + 1);
    expectRefused(await refusal(verifyStatusDelta(long, body, trust)));
  });
});

describe("the code of a place", () => {
  it.each(venue_code.cases)("$name: $expect.kind", async ({ text, now, expect: expected }) => {
    const reading = await readVenueCode(text, trust, now);
    const found = reading.kind === "venue" ? { ...reading, token: hex(reading.token) } : reading;
    expect(found).toEqual(expected);
  });
});
