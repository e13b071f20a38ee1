import { describe, expect, it, test } from "vitest";
import vectors from "../../../schemas/vectors/courier.json";
import { type Bytes, concat, hex } from "../card/bytes";
import { Collector, cutIntoFrames, orderOf } from "./frames";
import {
  answerInfo,
  decodeAnswer,
  encodeContent,
  installationTag,
  MalformedParcel,
  paddedSize,
  parcelHeader,
  parcelInfo,
  readAnswer,
  readParcel,
} from "./parcel";
import { makeReplyKey, pointOf, seal, unseal } from "./seal";

function unhex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function base64url(bytes: Bytes): string {
  return Buffer.from(bytes).toString("base64url");
}

async function pair(of: { private: string; public: string }): Promise<CryptoKeyPair> {
  const point = unhex(of.public);
  const algorithm = { name: "ECDH", namedCurve: "P-256" };
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: base64url(point.slice(1, 33)),
    y: base64url(point.slice(33)),
    d: base64url(unhex(of.private)),
  };
  return {
    privateKey: await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("raw", point, algorithm, true, []),
  };
}

const server = await pair(vectors.sealing_key);
const owner = await pair(vectors.reply_key);

describe.each(vectors.parcels)("a parcel with $name", (one) => {
  const data = unhex(one.parcel);
  const parcel = readParcel(data);

  it("is read as Python reads it", async () => {
    expect(hex(parcel.id)).toBe(vectors.id);
    expect(hex(parcel.key)).toBe(vectors.sealing_key.id);
    expect(hex(parcel.installation)).toBe(vectors.installation);
    expect(await installationTag(vectors.instance)).toEqual(parcel.installation);
    expect(parcelHeader(parcel.installation, parcel.key, parcel.id)).toEqual(parcel.header);
    expect(concat(parcel.header, parcel.sealed)).toEqual(data);
  });

  it("opens, and only under its key and header", async () => {
    const plain = await unseal(server, parcelInfo(parcel.header), parcel.sealed);
    expect(hex(plain)).toBe(one.plain);
    const other = parcel.header.slice();
    other[20] = (other[20] ?? 0) ^ 1;
    await expect(unseal(server, parcelInfo(other), parcel.sealed)).rejects.toThrow(MalformedParcel);
    await expect(unseal(owner, parcelInfo(parcel.header), parcel.sealed)).rejects.toThrow(
      MalformedParcel,
    );
  });

  it("is packed as Python packs it", () => {
    const requests = one.requests.map(unhex);
    expect(hex(encodeContent(unhex(vectors.reply_key.public), requests))).toBe(one.plain);
  });
});

test.each(vectors.answers)("an answer of kind $kind", async (one) => {
  const answer = readAnswer(unhex(one.answer));
  expect(hex(answer.parcel)).toBe(vectors.id);
  const plain = await unseal(owner, answerInfo(answer.header), answer.sealed);
  expect(hex(plain)).toBe(one.plain);
  const { kind, body } = decodeAnswer(plain);
  expect([kind, hex(body)]).toEqual([one.kind, one.body]);
});

test("lengths", () => {
  for (const [size, padded] of vectors.sizes) expect(paddedSize(size as number)).toBe(padded);
});

test("a reply key opens what is sealed to it, and cannot be taken out", async () => {
  const keys = await makeReplyKey();
  expect(keys.privateKey.extractable).toBe(false);
  const sealed = await seal(await pointOf(keys.publicKey), unhex("01"), unhex("0203"));
  expect(await unseal(keys, unhex("01"), sealed)).toEqual(unhex("0203"));
  await expect(unseal(keys, unhex("02"), sealed)).rejects.toThrow(MalformedParcel);
});

test("what is no parcel, answer or content", () => {
  const whole = unhex(vectors.parcels[0]?.parcel ?? "");
  const key = unhex(vectors.reply_key.public);
  for (const data of [new Uint8Array(), whole.slice(1), whole.slice(0, -1), whole.slice(0, 100)])
    expect(() => readParcel(data)).toThrow(MalformedParcel);
  expect(() => readAnswer(whole)).toThrow(MalformedParcel);
  expect(() => encodeContent(key, [])).toThrow(MalformedParcel);
  expect(() => encodeContent(key, Array(9).fill(key))).toThrow(MalformedParcel);
  expect(() => encodeContent(key, [new Uint8Array(600_000)])).toThrow(MalformedParcel);
  for (const plain of ["", "09", "01000000", "01ffffffff", "010000000001"])
    expect(() => decodeAnswer(unhex(plain))).toThrow(MalformedParcel);
});

describe.each(vectors.frames)("frames", ({ data, texts }) => {
  it("are cut as the vectors say", async () => {
    expect(await cutIntoFrames(unhex(data))).toEqual(texts);
  });

  it("are put together in any order, some twice", async () => {
    const collector = new Collector();
    for (const text of [...texts].reverse().slice(0, -1)) {
      expect(collector.add(text)).toBe(true);
      expect(collector.add(text)).toBe(true);
      expect(await collector.whole()).toBeNull();
    }
    expect(collector.have.filter(Boolean)).toHaveLength(texts.length - 1);
    expect(collector.add(texts[0] ?? "")).toBe(true);
    expect(hex((await collector.whole()) ?? new Uint8Array())).toBe(data);
  });

  it("of another series begin anew", async () => {
    const collector = new Collector();
    const others = await cutIntoFrames(new Uint8Array(1_000));
    collector.add(texts[0] ?? "");
    collector.add(others[0] ?? "");
    expect(collector.have.filter(Boolean)).toHaveLength(1);
    expect(collector.have).toHaveLength(others.length);
  });
});

test("a series that does not add up begins anew", async () => {
  const collector = new Collector();
  const [one = "", two = ""] = await cutIntoFrames(new Uint8Array(700));
  const [other = ""] = await cutIntoFrames(new Uint8Array(400).fill(9));
  // The head of one, the contents of another: as if a code had been misread.
  collector.add(one.slice(0, 4 + 18) + other.slice(4 + 18));
  collector.add(two);
  expect(await collector.whole()).toBeNull();
  expect(collector.have).toEqual([]);
});

test("what is no frame", () => {
  const collector = new Collector();
  for (const text of ["", "FC1:", "FJ1:ABC", "FC1:!", "https://example.com/V/ABC", "FC1:000000"])
    expect(collector.add(text)).toBe(false);
  expect(collector.have).toEqual([]);
});

test.each([1, 2, 7, 13, 77, 91, 1001, 1093])("a round of %i shows every code once", (count) => {
  for (let round = 0; round < 9; round++) {
    const order = orderOf(round, count);
    expect([...order].sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
  }
});
