import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeBase45 } from "../card/base45";
import { concat } from "../card/bytes";
import { sign1 } from "../card/cose";
import { CborError, readCbor } from "./cbor";
import { SignedListError } from "./signed";
import { verifyStatusDelta, verifyStatusList } from "./status";
import { type Attacked, attacks, type Given, publicKey, unhex, vectors } from "./testing/vectors";
import { type TrustList, verifyTrustList } from "./trust";
import { judge, takesOver, type VerdictContext } from "./verdict";

const root = publicKey("root");
const { body } = vectors.status_list;
let contextOf: (given: Given) => VerdictContext;
let open: Record<Attacked, (message: Uint8Array) => Promise<unknown>>;

beforeAll(async () => {
  const lists: Record<Given["trust"], TrustList> = {
    signed: await verifyTrustList(unhex(vectors.trust_list.signed), root),
    empty: await verifyTrustList(unhex(vectors.trust_list.empty), root),
  };
  const status = await verifyStatusList(unhex(vectors.status_list.signed), body, lists.signed);
  contextOf = (given) => ({
    trust: lists[given.trust],
    statusLists: new Map(given.status_lists.map((code) => [code, status])),
    accepted: new Set(given.accepted),
    maxListAgeSeconds: given.max_list_age,
    seen: given.seen,
    toleratedSteps: given.tolerated_steps,
  });
  open = {
    trust_list: (message) => verifyTrustList(message, root),
    status_list: (message) => verifyStatusList(message, body, lists.signed),
    status_delta: (message) => verifyStatusDelta(message, body, lists.signed),
  };
});

const good: Record<Attacked, Uint8Array> = {
  trust_list: unhex(vectors.trust_list.signed),
  status_list: unhex(vectors.status_list.signed),
  status_delta: unhex(vectors.status_delta.cases[1]?.signed ?? ""),
};
const kinds = Object.keys(good) as Attacked[];

async function answer(text: string, now: number, given: Partial<Given> = {}) {
  const context = contextOf({ ...vectors.verdicts.context, ...given });
  const verdict = await judge(text, context, now);
  return { kind: verdict.kind, reason: "reason" in verdict ? verdict.reason : "" };
}

/** Why it is refused, "" if it is not. Throws what is no refusal. */
async function refusal(kind: Attacked, message: Uint8Array): Promise<string> {
  try {
    await open[kind](message);
    return "";
  } catch (error) {
    if (error instanceof SignedListError || error instanceof CborError) return error.message;
    throw error;
  }
}

describe("a code that must not pass", () => {
  it.each(attacks.presentations)("$name: $kind", async ({ text, now, kind, reason, ...given }) => {
    expect(await answer(text, now, given)).toEqual({ kind, reason });
    expect(kind).not.toBe("valid");
  });

  it.each(Object.entries(attacks.flips.masks))(
    "every byte of a live one flipped by %s",
    async (mask, expected) => {
      const data = unhex(attacks.flips.packed);
      const found: string[] = [];
      for (let at = 0; at < data.length; at++) {
        const flipped = data.slice();
        flipped[at] = (data[at] as number) ^ Number(mask);
        const { kind, reason } = await answer(`FJ1:${encodeBase45(flipped)}`, attacks.flips.now);
        found.push(reason || kind);
      }
      expect(found).toHaveLength(197);
      expect(found).toEqual(expected);
    },
  );
});

describe("a list that must not pass", () => {
  it.each(attacks.lists)("$kind, $name: $reason", async ({ kind, signed, reason }) => {
    expect(await refusal(kind, unhex(signed))).toBe(reason);
  });

  it.each(kinds)("%s: every byte flipped", async (kind) => {
    const message = good[kind];
    expect(await refusal(kind, message)).toBe("");
    for (let at = 0; at < message.length; at++) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const flipped = message.slice();
        flipped[at] = (message[at] as number) ^ mask;
        expect(await refusal(kind, flipped), `byte ${at}`).not.toBe("");
      }
    }
  });

  it.each(kinds)("%s: every length", async (kind) => {
    for (let length = 0; length < good[kind].length; length++)
      expect(await refusal(kind, good[kind].subarray(0, length))).not.toBe("");
  });

  it.each(kinds)("%s: any bytes", async (kind) => {
    const start = good[kind].subarray(0, 80);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (data) => {
        for (const message of [data, concat(Uint8Array.of(0xd2, 0x84), data), concat(start, data)])
          expect(await refusal(kind, message)).not.toBe("");
      }),
    );
  });

  it.each(kinds)("%s: any parts", async (kind) => {
    const part = fc.uint8Array({ maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(part, part, part, async (header, payload, signature) => {
        expect(await refusal(kind, sign1(header, payload, signature))).not.toBe("");
      }),
    );
  });
});

describe("of two lists", () => {
  it.each(attacks.succession)("$name: $taken", ({ held, offered, now, taken }) => {
    expect(takesOver(held, offered, now)).toBe(taken);
  });
});

describe("CBOR", () => {
  it.each(attacks.cbor.good)("%s is read", (data) => {
    expect(() => readCbor(unhex(data))).not.toThrow();
  });

  it.each(attacks.cbor.bad)("$name: $reason", ({ data, reason }) => {
    expect(() => readCbor(unhex(data))).toThrow(new CborError(reason));
  });

  it("is read or refused, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        try {
          readCbor(data);
        } catch (error) {
          expect(error).toBeInstanceOf(CborError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
