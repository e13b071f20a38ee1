/** What this phone knows for judging cards: the replica's signed lists, verified once each. */

import type { ReadonlySignal } from "@preact/signals";
import type { Replica } from "../replica";
import { trustOf } from "../scan/root";
import type { StatusDeltaItem } from "../schemas/wire";
import { instance } from "../shell/instance";
import { type Knowledge, verifyKnowledge } from "./knowledge";

/** `before` is what was known of the same replica. */
export async function knowledgeOf(
  replica: Replica,
  nowMs: number,
  before?: Knowledge,
): Promise<Knowledge> {
  const told = {
    trust: await trustOf(replica),
    statusItems: replica.statusLists.value.values(),
    deltas: deltasOf(replica).value,
  };
  return verifyKnowledge(told, nowMs / 1000, before);
}

/** Changes when `knowledgeOf` may say something else. */
export function editionOf(replica: Replica): string {
  const lists = [...replica.statusLists.value.values(), ...deltasOf(replica).value];
  const versions = lists.map(({ type, body, version }) => `${type} ${body} ${version}`);
  return [instance.value?.root_key, replica.trust.value?.version ?? 0, ...versions].join();
}

const deltas = new WeakMap<Replica, ReadonlySignal<readonly StatusDeltaItem[]>>();

function deltasOf(replica: Replica): ReadonlySignal<readonly StatusDeltaItem[]> {
  const known = deltas.get(replica) ?? replica.ofKind("StatusDeltaItem");
  deltas.set(replica, known);
  return known;
}
