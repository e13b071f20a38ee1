/** What this phone knows for judging cards: the replica's signed lists, verified once each. */

import type { Replica } from "../replica";
import { trustOf } from "../scan/root";
import { type StatusList, verifyStatusList } from "../scan/status";
import type { TrustList } from "../scan/trust";
import { instance } from "../shell/instance";

export interface Knowledge {
  /** Null until a first sync brought a list that the root key signed. */
  readonly trust: TrustList | null;
  readonly statusLists: ReadonlyMap<number, StatusList>;
}

/**
 * Verifies the lists. A list that does not verify is left out: the verdict then says that the
 * issuer is not known, or that there is no status list, instead of trusting it.
 */
export async function knowledgeOf(replica: Replica): Promise<Knowledge> {
  const trust = await trustOf(replica);
  const statusLists = new Map<number, StatusList>();
  if (trust) {
    for (const [body, item] of replica.statusLists.value) {
      const list = await verified(() => verifyStatusList(item.signed, body, trust));
      if (list) statusLists.set(body, list);
    }
  }
  return { trust, statusLists };
}

/** Changes when `knowledgeOf` may say something else. */
export function editionOf(replica: Replica): string {
  const { trust, statusLists } = replica;
  const versions = [...statusLists.value.values()].map((list) => `${list.body}:${list.version}`);
  return [instance.value?.root_key, trust.value?.version ?? 0, ...versions].join(" ");
}

async function verified<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch {
    return null;
  }
}
