import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeBase45 } from "../card/base45";
import { hex } from "../card/bytes";
import { decodeBase45 } from "./base45";
import { verifyStatusList } from "./status";
import { type Given, publicKey, unhex, vectors } from "./testing/vectors";
import { verifyTrustList } from "./trust";
import { judge, type Verdict, type VerdictContext } from "./verdict";

const root = publicKey("root");
const trustLists = {
  signed: await verifyTrustList(unhex(vectors.trust_list.signed), root),
  empty: await verifyTrustList(unhex(vectors.trust_list.empty), root),
};
const { body } = vectors.status_list;
const statusList = await verifyStatusList(
  unhex(vectors.status_list.signed),
  body,
  trustLists.signed,
);

function contextOf(given: Given): VerdictContext {
  return {
    trust: trustLists[given.trust],
    statusLists: new Map(given.status_lists.map((code) => [code, statusList])),
    accepted: new Set(given.accepted),
    maxListAgeSeconds: given.max_list_age,
    seen: given.seen,
    toleratedSteps: given.tolerated_steps,
  };
}

/** A verdict as the vectors write it. */
function facts(verdict: Verdict): Record<string, unknown> {
  if (!("claims" in verdict)) return { ...verdict };
  const { claims } = verdict;
  return {
    kind: verdict.kind,
    body: claims.body,
    tier: claims.tier,
    long_stay: claims.longStay,
    printed: claims.holder === null,
    index: claims.index,
    not_before: claims.notBefore,
    expires: claims.expires,
    step: verdict.step,
    drift: verdict.driftSeconds,
    list_age: verdict.listAgeSeconds,
    list_too_old: verdict.listTooOld,
    name: verdict.name,
    same_sight: verdict.sameSight,
  };
}

describe("the verdict", () => {
  it.each(vectors.verdicts.cases)(
    "$name: $expect.kind",
    async ({ text, now, expect: expected, ...given }) => {
      const context = contextOf({ ...vectors.verdicts.context, ...given });
      expect(facts(await judge(text, context, now))).toEqual(expected);
    },
  );
});

describe("an altered code", () => {
  const context = contextOf(vectors.verdicts.context);
  const { now } = vectors.verdicts.cases[0] as { now: number };
  const live = unhex(vectors.presentation.packed);
  const printed = unhex(vectors.printed.packed);
  const kind = async (data: Uint8Array) =>
    (await judge(`FJ1:${encodeBase45(data)}`, context, now)).kind;
  const REFUSED = ["unreadable", "unknown_issuer"];

  it.each([
    ["live", live],
    ["printed", printed],
  ])("is never valid: every byte of a %s card flipped", async (_, data) => {
    expect(await kind(data)).toBe("valid");
    for (let at = 0; at < data.length; at++) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const flipped = data.slice();
        flipped[at] = (data[at] as number) ^ mask;
        expect(REFUSED, `byte ${at}`).toContain(await kind(flipped));
      }
    }
  });

  it("is never valid: every length", async () => {
    for (let length = 0; length < live.length; length++) {
      expect(await kind(live.subarray(0, length))).toBe("unreadable");
    }
  });

  it("never makes the verifier fail: any text, any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 600, unit: "binary" }), async (text) => {
        expect(["not_ours", "unreadable"]).toContain((await judge(text, context, now)).kind);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 220 }), async (data) => {
        expect(REFUSED).toContain(await kind(data));
      }),
    );
  });
});

describe("base45", () => {
  it.each(vectors.base45.good)("decodes %s", (data, text) => {
    expect(hex(decodeBase45(text) as Uint8Array)).toBe(data);
  });

  it.each(vectors.base45.bad)("refuses %j", (text) => {
    expect(decodeBase45(text)).toBeNull();
  });

  it("returns what was encoded", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (data) => {
        expect(decodeBase45(encodeBase45(data))).toEqual(Uint8Array.from(data));
      }),
    );
  });
});
