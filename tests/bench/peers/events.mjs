/** What every system stores: three UUIDs, a time, a kind and a 64-byte signature of its own. */

import { randomBytes, randomUUID } from "node:crypto";

export function event(at) {
  return {
    id: randomUUID(),
    member: randomUUID(),
    place: randomUUID(),
    ms: 1_795_392_000_000 + at * 60_000,
    kind: "check-in",
    signature: randomBytes(64),
  };
}

export function events(count) {
  return Array.from({ length: count }, (_, at) => event(at));
}
