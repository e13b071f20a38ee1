import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { LiveReplica } from "../replica/replica";
import { Store } from "../replica/store";
import { FakeServer } from "../replica/testing/server";
import { testWorld } from "../replica/testing/world";
import { verifyStatusList } from "../scan/status";
import { publicKey, unhex, vectors } from "../scan/testing/vectors";
import { verifyTrustList } from "../scan/trust";

vi.stubGlobal("navigator", { onLine: true });
vi.stubGlobal("addEventListener", () => {});
const { editionOf, knowledgeOf } = await import("./verifier");

const { body, base, cases } = vectors.status_delta;
const NOW = cases[0]?.expect.issued_at ?? 0;
const TRUST = await verifyTrustList(unhex(vectors.trust_list.signed), publicKey("root"));
const BASE_AT = (await verifyStatusList(unhex(base), body, TRUST)).issuedAt;

function signed(name: string): string {
  return cases.find((one) => one.name === name)?.signed ?? "";
}

test("list and delta come from the feed to the verifier, also after it was opened anew", async () => {
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
  expect(await at(replica)).toBe(BASE_AT);

  const before = editionOf(replica);
  const delta = unhex(signed("one more revoked"));
  server.feed.push({ type: "StatusDeltaItem", version: 2, body, signed: delta });
  await replica.sync();
  expect(editionOf(replica)).not.toBe(before);
  expect(await at(replica)).toBe(NOW);

  // An item of a lower version was told late: nothing changes.
  const old = unhex(signed("one taken back no more"));
  server.feed.push({ type: "StatusDeltaItem", version: 1, body, signed: old });
  await replica.sync();
  expect(await at(replica)).toBe(NOW);
  expect(await at(await open())).toBe(NOW);
  await replica.close();
});
