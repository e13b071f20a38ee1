/** What is known for judging cards: the signed lists, verified. */

import { advance, type StatusList, verifyStatusDelta, verifyStatusList } from "../scan/status";
import type { TrustList } from "../scan/trust";
import { takesOver } from "../scan/verdict";
import type { StatusDeltaItem, StatusItem } from "../schemas/wire";

export interface Knowledge {
  /** Null until a first sync brought a list that the root key signed. */
  readonly trust: TrustList | null;
  readonly statusLists: ReadonlyMap<number, StatusList>;
}

/** The trust list, verified, and the others as the feed told them. */
export interface Told {
  readonly trust: TrustList | null;
  readonly statusItems: Iterable<StatusItem>;
  readonly deltas: Iterable<StatusDeltaItem>;
}

/**
 * Verifies the lists. A list that does not verify is left out: the verdict then says that the
 * issuer is not known, or that there is no status list, instead of trusting it. A delta that does
 * not verify, or is another list's, leaves the list that it was to change as old as it is.
 *
 * A list of an earlier date than what was known `before` is not taken. Another trust list makes
 * an end of that: what a key signed that is not trusted any more does not stand.
 */
export async function verifyKnowledge(
  { trust: told, statusItems, deltas }: Told,
  now: number,
  before?: Knowledge,
): Promise<Knowledge> {
  const trust = told && newest(before?.trust, told, now);
  const statusLists = new Map<number, StatusList>();
  if (!trust) return { trust, statusLists };
  const held = before?.trust?.issuedAt === trust.issuedAt ? before.statusLists : null;
  const changes = new Map(Array.from(deltas, (item) => [item.body, item.signed]));
  for (const { body, signed } of statusItems) {
    const base = await verified(() => verifyStatusList(signed, body, trust));
    if (!base) continue;
    const change = changes.get(body);
    const delta = change && (await verified(() => verifyStatusDelta(change, body, trust)));
    statusLists.set(body, newest(held?.get(body), delta ? advance(base, delta) : base, now));
  }
  return { trust, statusLists };
}

function newest<T extends { readonly issuedAt: number }>(
  held: T | null | undefined,
  offered: T,
  now: number,
): T {
  return held && !takesOver(held.issuedAt, offered.issuedAt, now) ? held : offered;
}

async function verified<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch {
    return null;
  }
}
