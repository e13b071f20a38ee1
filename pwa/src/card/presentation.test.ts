import { encode } from "uqr";
import { describe, expect, it } from "vitest";
import { decompress, verifies } from "../scan/p256";
import { publicKey, unhex, vectors } from "../scan/testing/vectors";
import { encodeBase45 } from "./base45";
import { type Bytes, hex } from "./bytes";
import { CredentialError, cwt, issuerSigned, unpack } from "./credential";
import { holderSigned, presentCredential, stepAt } from "./presentation";

describe("base45", () => {
  it.each(vectors.base45.good)("encodes %s", (data, text) => {
    expect(encodeBase45(unhex(data))).toBe(text);
  });
});

describe("a packed credential", () => {
  it.each([vectors.credential, vectors.printed])("is rebuilt to the standard bytes", (part) => {
    const whole = unpack(unhex(part.packed));
    expect(hex(whole.kid)).toBe(part.kid);
    expect(hex(issuerSigned(whole))).toBe(part.to_be_signed);
    expect(hex(cwt(whole))).toBe(part.cwt);
    const { claims } = whole;
    expect({
      body: claims.body,
      pseudonym: hex(claims.pseudonym),
      tier: claims.tier,
      long_stay: claims.longStay,
      not_before: claims.notBefore,
      expires: claims.expires,
      index: claims.index,
      holder: claims.holder && hex(claims.holder),
    }).toEqual(part.claims);
  });

  it("may be a view into a longer buffer", () => {
    const packed = unhex(vectors.credential.packed);
    const longer = new Uint8Array(packed.length + 10);
    longer.set(packed, 5);
    const whole = unpack(longer.subarray(5, 5 + packed.length));
    expect(hex(cwt(whole))).toBe(vectors.credential.cwt);
  });

  it("is refused when it is empty or cut", () => {
    const packed = unhex(vectors.credential.packed);
    for (let length = 0; length < packed.length; length++) {
      expect(() => unpack(packed.subarray(0, length))).toThrow(CredentialError);
    }
  });
});

async function holderKey(): Promise<CryptoKey> {
  const base64url = (bytes: Bytes) =>
    btoa(String.fromCharCode(...bytes))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const point = decompress(publicKey("holder"));
  const jwk = {
    kty: "EC",
    crv: "P-256",
    d: base64url(unhex(vectors.keys.holder?.private ?? "")),
    x: base64url(point.slice(1, 33)),
    y: base64url(point.slice(33)),
  };
  return crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, [
    "sign",
  ]);
}

describe("showing a card", () => {
  const { step, text, to_be_signed } = vectors.presentation;
  const packed = unhex(vectors.credential.packed);

  it("signs the bytes of the specification", async () => {
    expect(hex(await holderSigned(unpack(packed), step))).toBe(to_be_signed);
  });

  it("writes the text that the server writes, but for the signature", async () => {
    const signature = unhex(vectors.presentation.packed).slice(-64);
    expect(await presentCredential(packed, step, async () => signature)).toBe(text);
  });

  it("signs with a key that cannot be extracted", async () => {
    const key = await holderKey();
    let signed: Bytes = new Uint8Array(0);
    let signature = new Uint8Array(0);
    const shown = await presentCredential(packed, step, async (message) => {
      signed = message;
      signature = new Uint8Array(
        await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, message),
      );
      return signature;
    });
    expect(await verifies(publicKey("holder"), signature, signed)).toBe(true);
    expect(shown).toHaveLength(300);
  });

  it("fits version 10 at level M and version 9 at level L", () => {
    expect(encode(text, { ecc: "M", boostEcc: false }).version).toBe(10);
    expect(encode(text, { ecc: "L", boostEcc: false }).version).toBe(9);
  });

  it("refuses a printed card and an impossible step", async () => {
    const sign = async () => new Uint8Array(64);
    await expect(presentCredential(unhex(vectors.printed.packed), step, sign)).rejects.toThrow(
      CredentialError,
    );
    for (const bad of [-1, 0.5, 2 ** 32, Number.NaN]) {
      await expect(presentCredential(packed, bad, sign)).rejects.toThrow(RangeError);
    }
  });

  it("counts steps of thirty seconds", () => {
    expect(stepAt(0)).toBe(0);
    expect(stepAt(29_999)).toBe(0);
    expect(stepAt(30_000)).toBe(1);
    expect(stepAt(step * 30_000)).toBe(step);
  });
});
