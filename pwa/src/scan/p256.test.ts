import { describe, expect, it } from "vitest";
import { decompress, importPublicKey, verifies } from "./p256";
import { unhex, vectors } from "./testing/vectors";

/** A browser that knows only the long form of a key. */
const longFormOnly = new Proxy(crypto.subtle, {
  get(target, name) {
    if (name !== "importKey") return Reflect.get(target, name).bind(target);
    return (
      format: "raw",
      key: Uint8Array<ArrayBuffer>,
      ...rest: [EcKeyImportParams, boolean, KeyUsage[]]
    ) =>
      key.length === 33
        ? Promise.reject(new DOMException("no compressed points", "DataError"))
        : target.importKey(format, key, ...rest);
  },
});

const keys = Object.entries(vectors.keys).map(([name, key]) => [name, unhex(key.public)] as const);

describe("a compressed key", () => {
  it.each(keys)("%s decompresses to what the browser makes of it", async (_, compressed) => {
    const key = await crypto.subtle.importKey(
      "raw",
      compressed,
      { name: "ECDSA", namedCurve: "P-256" },
      true,
      ["verify"],
    );
    expect(decompress(compressed)).toEqual(
      new Uint8Array(await crypto.subtle.exportKey("raw", key)),
    );
  });

  it("has both points of an x, one the mirror of the other", () => {
    for (const [, compressed] of keys) {
      const mirrored = compressed.slice();
      mirrored[0] = (compressed[0] as number) ^ 1;
      const [a, b] = [decompress(compressed), decompress(mirrored)];
      expect(a.slice(1, 33)).toEqual(b.slice(1, 33));
      expect(((a[64] as number) + (b[64] as number)) & 1).toBe(1);
    }
  });

  it("is refused when no such point exists", async () => {
    const none = [
      new Uint8Array(33),
      Uint8Array.of(2, ...new Uint8Array(32).fill(0xff)),
      Uint8Array.of(4, ...new Uint8Array(32)),
      unhex(vectors.keys.body?.public ?? "").subarray(1),
      unhex("020000000000000000000000000000000000000000000000000000000000000001"),
    ];
    for (const compressed of none) {
      expect(() => decompress(compressed)).toThrow(RangeError);
      await expect(importPublicKey(compressed)).rejects.toThrow();
      expect(await verifies(compressed, new Uint8Array(64), new Uint8Array(1))).toBe(false);
    }
  });

  it("verifies where the browser refuses the short form", async () => {
    const { cwt, to_be_signed } = vectors.credential;
    const signature = unhex(cwt).slice(-64);
    const key = unhex(vectors.keys.body?.public ?? "");
    expect(await verifies(key, signature, unhex(to_be_signed), longFormOnly)).toBe(true);
    signature[0] = (signature[0] as number) ^ 1;
    expect(await verifies(key, signature, unhex(to_be_signed), longFormOnly)).toBe(false);
  });
});
