import { describe, expect, it } from "vitest";
import { publicKey, unhex, vectors } from "../scan/testing/vectors";
import { verifyTrustList } from "../scan/trust";
import { type Knowledge, type Told, verifyKnowledge } from "./knowledge";

const { body, base, cases, bad } = vectors.status_delta;
const NOW = cases[0]?.expect.issued_at ?? 0;

const TRUST = await verifyTrustList(unhex(vectors.trust_list.signed), publicKey("root"));
const EMPTY = await verifyTrustList(unhex(vectors.trust_list.empty), publicKey("root"));

function told(delta?: string, trust = TRUST): Told {
  const item = { type: "StatusDeltaItem", version: 2, body } as const;
  return {
    trust,
    statusItems: [{ type: "StatusItem", version: 1, body, signed: unhex(base) }],
    deltas: delta === undefined ? [] : [{ ...item, signed: unhex(delta) }],
  };
}

function signed(name: string): string {
  return cases.find((one) => one.name === name)?.signed ?? "";
}

async function known(
  given: Told,
  before?: Knowledge,
): Promise<{ at: number; bits: number[] } | undefined> {
  const list = (await verifyKnowledge(given, NOW, before)).statusLists.get(body);
  return list && { at: list.issuedAt, bits: [...list.bits] };
}

const whole = await known(told());
const changed = await known(told(signed("one more revoked")));

describe("what a staff phone knows", () => {
  it("is the list as its delta has it, as old as the delta", () => {
    expect(whole?.at).toBeLessThan(NOW);
    expect(changed?.at).toBe(NOW);
    expect(changed?.bits).not.toEqual(whole?.bits);
  });

  it.each([
    ["of another list", signed("stands on another list")],
    ["older than the list", signed("older than its base")],
    ["signed by another body", bad["signed by the prefecture"] ?? ""],
    ["that is none", ""],
  ])("is the list alone where a delta is %s", async (_, delta) => {
    expect(await known(told(delta))).toEqual(whole);
  });

  it("is no list without a key that is trusted", async () => {
    const given = told(signed("one more revoked"), EMPTY);
    expect(await known(given)).toBeUndefined();
  });

  it("does not go back in time", async () => {
    const before = await verifyKnowledge(told(signed("one more revoked")), NOW);
    expect(await known(told(), before)).toEqual(changed);
  });

  it("goes back from a date that cannot be", async () => {
    const before = await verifyKnowledge(told(signed("one more revoked")), NOW);
    const after = await verifyKnowledge(told(), NOW - 3601, before);
    expect(after.statusLists.get(body)?.issuedAt).toBe(whole?.at);
  });

  it("begins anew under another trust list", async () => {
    const before = await verifyKnowledge(told(signed("one more revoked")), NOW);
    const trust = before.trust && { ...before.trust, issuedAt: 1 };
    expect(await known(told(), { ...before, trust })).toEqual(whole);
  });

  it("keeps the newer trust list", async () => {
    const before = await verifyKnowledge(told(undefined, EMPTY), NOW);
    const after = await verifyKnowledge(told(), NOW, before);
    expect(after.trust?.keys.size).toBe(0);
    expect(after.statusLists.size).toBe(0);
  });
});
