import "fake-indexeddb/auto";
import { describe, expect, it } from "vitest";
import { LiveReplica } from "../replica/replica";
import { Store } from "../replica/store";
import { FakeServer } from "../replica/testing/server";
import { testWorld } from "../replica/testing/world";
import { publicKey, unhex, vectors } from "../scan/testing/vectors";
import { type Knowledge, knowledgeOf, type Told, verifyKnowledge, versionsOf } from "./verifier";

const { body, base, cases, bad } = vectors.status_delta;
const NOW = cases[0]?.expect.issued_at ?? 0;

function told(delta?: string, trust = vectors.trust_list.signed): Told {
  const item = { type: "StatusDeltaItem", version: 2, body } as const;
  return {
    rootKey: publicKey("root"),
    trust: unhex(trust),
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
    const given = told(signed("one more revoked"), vectors.trust_list.empty);
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
    const before = await verifyKnowledge(told(undefined, vectors.trust_list.empty), NOW);
    const after = await verifyKnowledge(told(), NOW, before);
    expect(after.trust?.keys.size).toBe(0);
    expect(after.statusLists.size).toBe(0);
  });
});

describe("a replica", () => {
  it("brings list and delta to the verifier, also after it was opened anew", async () => {
    const server = new FakeServer();
    const world = testWorld(server);
    const store = new Store({ instance: "village", account: "staff" });
    await store.begin({ ...(await server.enrol()), rootKey: publicKey("root") }, "phone");
    const open = async () => {
      const front = await store.front();
      if (!front) throw new Error("no replica");
      const replica = new LiveReplica(store, front, world);
      await replica.loaded;
      return replica;
    };
    const replica = await open();
    const at = async (from: LiveReplica) =>
      (await knowledgeOf(from, NOW * 1000)).statusLists.get(body)?.issuedAt;

    const trust = unhex(vectors.trust_list.signed);
    server.feed.push(
      { type: "TrustItem", version: 1, signed: trust },
      { type: "StatusItem", version: 1, body, signed: unhex(base) },
    );
    await replica.sync();
    expect(await at(replica)).toBe(whole?.at);

    const before = versionsOf(replica);
    const delta = unhex(signed("one more revoked"));
    server.feed.push({ type: "StatusDeltaItem", version: 2, body, signed: delta });
    await replica.sync();
    expect(versionsOf(replica)).not.toBe(before);
    expect(await at(replica)).toBe(changed?.at);

    // An item of a lower version was told late: nothing changes.
    const old = unhex(signed("one taken back no more"));
    server.feed.push({ type: "StatusDeltaItem", version: 1, body, signed: old });
    await replica.sync();
    expect(await knowledgeOf(replica, NOW * 1000)).toEqual(
      await verifyKnowledge(told(signed("one more revoked")), NOW),
    );
    expect(await at(await open())).toBe(changed?.at);
    await replica.close();
  });
});
