import { describe, expect, it } from "vitest";
import { hex } from "../card/bytes";
import { decodeBase32, encodeBase32 } from "./base32";
import { certified, liveText, readKioskCode, shownBy, unpackCertificate } from "./kiosk-code";
import { publicKey, unhex, vectors } from "./testing/vectors";
import { verifyTrustList } from "./trust";

const trust = await verifyTrustList(unhex(vectors.trust_list.signed), publicKey("root"));
const { kiosk_code: given } = vectors;

describe("the live code of a place", () => {
  it.each(given.cases)("$name: $expect.kind", async ({ text, now, expect: expected }) => {
    const reading = await readKioskCode(text, trust, now);
    // How stale is for the screen alone.
    const found =
      reading.kind === "live" ? { ...reading, proof: hex(reading.proof) } : { kind: reading.kind };
    expect(found).toEqual(expected);
  });

  it("says by how much a stale one is off", async () => {
    const late = given.cases.find(({ name }) => name === "later than that");
    const reading = await readKioskCode(late?.text ?? "", trust, late?.now ?? 0);
    expect(reading).toEqual({ kind: "stale", drift: 601 });
  });

  it("is made as the vectors have it", async () => {
    const packed = unhex(given.certificate);
    const certificate = unpackCertificate(packed);
    if (!certificate) throw new Error("no certificate");
    expect(hex(certified(certificate))).toBe(given.to_be_signed);
    expect(hex(shownBy(certificate.body, certificate.place, given.step))).toBe(given.shown);
    const sign = async (message: Uint8Array) => {
      expect(hex(message)).toBe(given.shown);
      return unhex(given.signature);
    };
    const text = await liveText(packed, given.step, sign, "https://furusato.example.jp");
    expect(text).toBe(given.url);
  });

  it("is not made of other bytes", async () => {
    const sign = async () => new Uint8Array(64);
    await expect(liveText(new Uint8Array(112), 1, sign, "https://a")).rejects.toThrow(RangeError);
  });
});

describe("base32", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 181])("comes back from %i bytes", (length) => {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 89 + 7) & 0xff);
    expect(decodeBase32(encodeBase32(bytes))).toEqual(bytes);
  });

  it("is that of RFC 4648", () => {
    expect(encodeBase32(new TextEncoder().encode("foobar"))).toBe("MZXW6YTBOI");
  });
});
