/**
 * The trust list that this phone goes by, and the root key under which it stands.
 *
 * A root key comes with the enrolment, and another may follow it. The server tells of that over
 * HTTPS (`GET /api/instance`), as it told of the first; a courier cannot. The new one is taken once
 * a list stands under it, and from then on nothing under the old one counts.
 */

import { type Bytes, equal } from "../card/bytes";
import type { Replica } from "../replica";
import { fromBase64url } from "../replica/base64url";
import { pinRoot } from "../replica/pin-root";
import { askInstance, instance } from "../shell/instance";
import { offline } from "../shell/online";
import { type TrustList, verifyTrustList } from "./trust";

/** Null until a sync brought a list that a root key known here signed. Never rejects. */
export async function trustOf(replica: Replica): Promise<TrustList | null> {
  const signed = replica.trust.value?.signed;
  if (!signed) return null;
  const known = await standing(replica, signed);
  if (known || offline.value) return known;
  // The root may have changed since it was last asked for.
  await askInstance().catch(() => {});
  return standing(replica, signed);
}

/** The root key that the server told last, of the installation that this replica belongs to. */
export function toldRoot(replica: Replica): Bytes | null {
  const told = instance.value;
  return told?.id === replica.name.instance ? fromBase64url(told.root_key) : null;
}

async function standing(replica: Replica, signed: Uint8Array): Promise<TrustList | null> {
  const told = toldRoot(replica);
  const list = told && (await verified(signed, told));
  if (!list) return verified(signed, replica.rootKey);
  if (!equal(told, replica.rootKey)) await pinRoot(replica.name, told).catch(() => {});
  return list;
}

async function verified(signed: Uint8Array, root: Bytes): Promise<TrustList | null> {
  try {
    return await verifyTrustList(signed, root);
  } catch {
    return null;
  }
}
