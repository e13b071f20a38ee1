import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LockKey } from "../account/app-lock";
import { type Bytes, concat, hex, utf8 } from "../card/bytes";
import { toBase64url } from "../replica/base64url";
import { type Asked, type Assertion, assertionFault, isKnown, rawOfDer } from "./assertion";

const asked: Asked = {
  challenge: Uint8Array.from({ length: 32 }, (_, at) => at),
  origin: "https://card.example.lg.jp",
  rpId: "card.example.lg.jp",
};
const PRESENT = 0x01;
const VERIFIED = 0x04;

const KINDS = {
  ES256: { algorithm: -7, pair: () => generateKeyPairSync("ec", { namedCurve: "P-256" }) },
  EdDSA: { algorithm: -8, pair: () => generateKeyPairSync("ed25519") },
  RS256: { algorithm: -257, pair: () => generateKeyPairSync("rsa", { modulusLength: 2048 }) },
};

function passkey(kind: keyof typeof KINDS = "ES256"): { key: LockKey; secret: KeyObject } {
  const { algorithm, pair } = KINDS[kind];
  const { publicKey, privateKey } = pair();
  const der = publicKey.export({ format: "der", type: "spki" });
  return {
    key: { id: "cGFzc2tleQ", algorithm, publicKey: toBase64url(der) },
    secret: privateKey,
  };
}

interface Written {
  client?: Record<string, unknown> | string;
  rpId?: string;
  flags?: number;
}

/** As an authenticator and its browser would answer, with what is to be wrong put in. */
function answer(secret: KeyObject, { client = {}, rpId, flags }: Written = {}): Assertion {
  const honest = {
    type: "webauthn.get",
    challenge: toBase64url(asked.challenge),
    origin: asked.origin,
    crossOrigin: false,
  };
  const text = typeof client === "string" ? client : JSON.stringify({ ...honest, ...client });
  const clientData = utf8(text);
  const authenticatorData = concat(
    digest(utf8(rpId ?? asked.rpId)),
    Uint8Array.of(flags ?? PRESENT | VERIFIED),
    new Uint8Array(4),
  );
  const signed = concat(authenticatorData, digest(clientData));
  const hash = secret.asymmetricKeyType === "ed25519" ? null : "sha256";
  return {
    id: "cGFzc2tleQ",
    clientData,
    authenticatorData,
    signature: new Uint8Array(sign(hash, signed, secret)),
  };
}

function digest(bytes: Bytes): Bytes {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

describe.each(["ES256", "EdDSA", "RS256"] as const)("an answer by %s", (kind) => {
  const { key, secret } = passkey(kind);

  it("opens, each time anew", async () => {
    // ECDSA: numbers of all lengths come, with and without the byte that keeps them positive.
    for (let time = 0; time < 50; time++)
      expect(await assertionFault(answer(secret), asked, key)).toBeNull();
  });

  it("does not open with any bit of it changed", async () => {
    const good = answer(secret);
    const part = fc.constantFrom("signature", "authenticatorData", "clientData");
    await fc.assert(
      fc.asyncProperty(part, fc.nat(), fc.nat(7), async (name, at, bit) => {
        const bytes = good[name as "signature"].slice();
        bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ (1 << bit);
        expect(await assertionFault({ ...good, [name]: bytes }, asked, key)).not.toBeNull();
      }),
    );
  });

  it("does not open by another's key", async () => {
    const { secret: other } = passkey(kind);
    expect(await assertionFault(answer(other), asked, key)).toBe("signature");
  });
});

describe("an answer that is signed well, and does not open", () => {
  const { key, secret } = passkey();

  it.each<[string, Written, string]>([
    ["a registration", { client: { type: "webauthn.create" } }, "type"],
    ["no JSON", { client: "{" }, "type"],
    ["no object", { client: "null" }, "type"],
    ["no UTF-8", { client: '{"type":"\udc00"' }, "type"],
    ["an older challenge", { client: { challenge: toBase64url(new Uint8Array(32)) } }, "challenge"],
    ["no challenge", { client: { challenge: undefined } }, "challenge"],
    ["a challenge cut short", { client: { challenge: "AAEC" } }, "challenge"],
    ["another site", { client: { origin: "https://card.example.com" } }, "origin"],
    ["the site without TLS", { client: { origin: "http://card.example.lg.jp" } }, "origin"],
    ["another port", { client: { origin: `${asked.origin}:8443` } }, "origin"],
    ["from within another page", { client: { crossOrigin: true } }, "origin"],
    ["another relying party", { rpId: "example.lg.jp" }, "relying-party"],
    ["nobody there", { flags: VERIFIED }, "presence"],
    ["nobody verified", { flags: PRESENT }, "verification"],
    ["no flag at all", { flags: 0 }, "presence"],
  ])("%s", async (_, written, fault) => {
    expect(await assertionFault(answer(secret, written), asked, key)).toBe(fault);
  });

  it("further flags do no harm", async () => {
    const synced = PRESENT | VERIFIED | 0x08 | 0x10;
    expect(await assertionFault(answer(secret, { flags: synced }), asked, key)).toBeNull();
  });

  it("another passkey", async () => {
    const other = { ...answer(secret), id: "b3RoZXI" };
    expect(await assertionFault(other, asked, key)).toBe("passkey");
  });

  it("authenticator data cut short", async () => {
    const good = answer(secret);
    const short = { ...good, authenticatorData: good.authenticatorData.slice(0, 36) };
    expect(await assertionFault(short, asked, key)).toBe("relying-party");
  });

  it.each<[string, Partial<LockKey>]>([
    ["of a kind that we do not know", { algorithm: -35 }],
    ["that is no key", { publicKey: "AAAA" }],
    ["that is no base64url", { publicKey: "%" }],
    ["of another kind than it says", { algorithm: -257 }],
  ])("a stored key %s", async (_, wrong) => {
    expect(await assertionFault(answer(secret), asked, { ...key, ...wrong })).toBe("signature");
  });

  it("nothing at all", async () => {
    const none = new Uint8Array();
    const empty = { id: key.id, clientData: none, authenticatorData: none, signature: none };
    expect(await assertionFault(empty, asked, key)).toBe("type");
  });
});

it("knows the kinds of keys that the server asks for", () => {
  expect([-7, -8, -257, -35, -36, 0].filter(isKnown)).toEqual([-7, -8, -257]);
});

describe("an ECDSA signature in DER", () => {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

  it("is padded to two times 32 bytes", () => {
    const one = `${"00".repeat(31)}01`;
    expect(hex(rawOfDer(bytes("30 06 020101 020101")))).toBe(one + one);
    const high = `0221 00${"ff".repeat(32)}`;
    expect(hex(rawOfDer(bytes(`3046 ${high} ${high}`)))).toBe("ff".repeat(64));
  });

  it.each([
    ["nothing", ""],
    ["a tag alone", "30"],
    ["another tag", "31 06 020101 020101"],
    ["bytes after it", "30 06 020101 020101 00"],
    ["bytes after the numbers", "30 08 020101 020101 0500"],
    ["one number", "30 03 020101"],
    ["a number longer than the whole", "30 06 020101 020501"],
    ["a negative number", "30 06 020181 020101"],
    ["a needless zero", "30 07 02020001 020101"],
    ["an empty number", "30 05 0200 020101"],
    ["a long form of the length", "30 8106 020101 020101"],
    ["a number of 33 bytes", `3026 0221 01${"00".repeat(32)} 020101`],
  ])("is refused: %s", (_, text) => {
    expect(() => rawOfDer(bytes(text))).toThrow(RangeError);
  });
});
