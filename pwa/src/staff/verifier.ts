/** What this phone knows for judging cards: the replica's signed lists, verified once each. */

import type { Replica } from "../replica";
import { type StatusList, verifyStatusList } from "../scan/status";
import { type TrustList, verifyTrustList } from "../scan/trust";
import type { StatusItem } from "../schemas/wire";

export interface Knowledge {
  /** Null until a first sync brought a list that the root key signed. */
  readonly trust: TrustList | null;
  readonly statusLists: ReadonlyMap<number, StatusList>;
}

/**
 * Verifies the lists. A list that does not verify is left out: the verdict then says that the
 * issuer is not known, or that there is no status list, instead of trusting it.
 */
export async function verifyKnowledge(
  rootKey: Uint8Array,
  trustMessage: Uint8Array | null,
  statusItems: ReadonlyMap<number, StatusItem>,
): Promise<Knowledge> {
  const trust = trustMessage && (await verified(() => verifyTrustList(trustMessage, rootKey)));
  const statusLists = new Map<number, StatusList>();
  if (trust) {
    for (const [body, item] of statusItems) {
      const list = await verified(() => verifyStatusList(item.signed, body, trust));
      if (list) statusLists.set(body, list);
    }
  }
  return { trust, statusLists };
}

export function knowledgeOf(replica: Replica): Promise<Knowledge> {
  return verifyKnowledge(
    replica.rootKey,
    replica.trust.value?.signed ?? null,
    replica.statusLists.value,
  );
}

async function verified<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch {
    return null;
  }
}
