/** Making the keys for one-day cards, before a sync or a courier tells of them. */

import { hex } from "../card/bytes";
import type { CardItem, CardPolicyItem, RegistrationItem } from "../schemas/wire";
import { dayOf } from "./calendar";
import type { FeedRecord } from "./database";
import { keysWanted } from "./day-cards";
import { makeKey } from "./device";
import { LOG_LOCK, withLock } from "./locks";
import { present, type Store } from "./store";
import { kindRange } from "./sync-store";

/**
 * Makes what keys the phone lacks and tells them in its log, a body's keys and their entry in one
 * transaction. Whether it made any. Never rejects: what else there is to send is sent without, and
 * the ordinary card is shown.
 */
export async function makeDayKeys(store: Store, now: () => number): Promise<boolean> {
  let made = false;
  try {
    for (const [body, count] of await lacking(store, now)) {
      const keys = await Promise.all(Array.from({ length: count }, makeKey));
      const publicKeys = keys.map(({ publicKey }) => publicKey);
      await withLock(LOG_LOCK, () =>
        store.append({ type: "CardKeys", body, keys: publicKeys }, now, async (tx) => {
          for (const { publicKey, privateKey } of keys)
            await tx.objectStore("keys").put(privateKey, [body, hex(publicKey)]);
        }),
      );
      made = true;
    }
  } catch (error) {
    console.error(error);
  }
  return made;
}

/** How many keys, by body. Where no body gives one-day cards it costs one small read. */
function lacking(store: Store, now: () => number): Promise<[body: number, count: number][]> {
  return store.run(async (db) => {
    const tx = db.transaction(["meta", "items", "keys"]);
    const items = tx.objectStore("items");
    const policies = (await items.getAll(kindRange("CardPolicyItem"))) as CardPolicyItem[];
    if (!policies.some(({ daily }) => daily)) return [];
    const [registrations, cards, held, feed] = await Promise.all([
      items.getAll(kindRange("RegistrationItem")) as Promise<RegistrationItem[]>,
      items.getAll(kindRange("CardItem")) as Promise<CardItem[]>,
      tx.objectStore("keys").getAllKeys(),
      tx.objectStore("meta").get("feed"),
    ]);
    const { skew } = present(feed) as FeedRecord;
    const today = dayOf(now() + (skew ?? 0));
    const standing = new Set(registrations.filter((one) => !one.ended).map(({ body }) => body));
    return policies
      .filter(({ body, daily }) => daily && standing.has(body))
      .map(({ body }): [number, number] => [body, keysWanted(body, cards, held, today)])
      .filter(([, count]) => count > 0);
  });
}
