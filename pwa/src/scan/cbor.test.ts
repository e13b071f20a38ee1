import { describe, expect, it } from "vitest";
import { CborError, readCbor } from "./cbor";
import { unhex } from "./testing/vectors";

describe("deterministic CBOR", () => {
  it.each([
    ["17", 23],
    ["1818", 24],
    ["19ffff", 65535],
    ["1a00010000", 65536],
    ["1b0000000100000000", 2 ** 32],
    ["3a00010000", -65537],
    ["f5", true],
    ["6161", "a"],
    ["4101", Uint8Array.of(1)],
    ["8201820203", [1, [2, 3]]],
    [
      "a2016161206162",
      new Map([
        [1, "a"],
        [-1, "b"],
      ] as [number, string][]),
    ],
  ])("%s is read", (data, value) => {
    expect(readCbor(unhex(data))).toEqual(value);
  });

  it.each([
    ["nothing", ""],
    ["a number not in shortest form", "1817"],
    ["a longer one", "190018"],
    ["a long one", "1a0000ffff"],
    ["the longest", "1b00000000ffffffff"],
    ["beyond 2^53", "1b0020000000000000"],
    ["bytes after the end", "0000"],
    ["an array of unknown length", "9f00ff"],
    ["a string of unknown length", "5f4101ff"],
    ["a break alone", "ff"],
    ["null", "f6"],
    ["a float", "f93c00"],
    ["a tag", "c100"],
    ["a key twice", "a201000100"],
    ["keys out of order", "a202000100"],
    ["a key that is an array", "a18000"],
    ["a string cut short", "4201"],
    ["a billion items", "9a3b9aca00"],
    ["a billion pairs", "ba3b9aca00"],
    ["text that is not UTF-8", "61ff"],
    ["nested too deeply", `${"81".repeat(20)}00`],
    ["nested beyond the stack", `${"81".repeat(100_000)}00`],
  ])("%s is refused", (_, data) => {
    expect(() => readCbor(unhex(data))).toThrow(CborError);
  });
});
