import { describe, expect, test } from "vitest";
import { type BuiltFile, missing, needs, partOf } from "./apart";

const built: BuiltFile[] = [
  "index.html",
  "assets/index-abc.js",
  "assets/journal-page-abc.js",
  "assets/staff-scan-page-abc.js",
  "assets/scan-verdict-abc.js",
  "assets/decode-worker-abc.js",
  "assets/zxing_reader-abc.wasm",
  "assets/office-members-abc.js",
  "assets/printed-cards-abc.js",
].map((url) => ({ url, revision: null }));

describe("parts", () => {
  test.each([
    ["index.html", null],
    ["assets/journal-page-abc.js", null],
    ["assets/staff-scan-page-abc.js", "staff"],
    ["/assets/scan-verdict-abc.js", "scan"],
    ["/assets/decode-worker-abc.js", "scan"],
    ["/assets/zxing_reader-abc.wasm", "scan"],
    ["/assets/office-members-abc.js", "office"],
    ["assets/lock-guard-abc.js", "lock"],
    ["assets/locks-abc.js", null],
    ["assets/printed-cards-abc.js", "printed"],
    ["assets/notices-latest-abc.js", "notices"],
    ["assets/mail-settings-abc.js", "mail"],
    ["assets/english-abc.js", "english"],
    ["assets/online-recover-page-abc.js", "online"],
    ["assets/identity-identity-page-abc.js", "identity"],
    ["staff-abc.js", null],
  ])("%s is of %s", (url, part) => {
    expect(partOf(url)).toBe(part);
  });

  test("staff need the scanner too, and nothing of the office", () => {
    expect(missing(built, new Set(needs("staff")), new Set())).toEqual([
      "/assets/staff-scan-page-abc.js",
      "/assets/scan-verdict-abc.js",
      "/assets/decode-worker-abc.js",
      "/assets/zxing_reader-abc.wasm",
    ]);
  });

  test("an office prints cards", () => {
    expect(missing(built, new Set(needs("office")), new Set())).toEqual([
      "/assets/office-members-abc.js",
      "/assets/printed-cards-abc.js",
    ]);
  });

  test("what is kept is not fetched again", () => {
    const kept = new Set(["/assets/decode-worker-abc.js", "/assets/scan-verdict-old.js"]);
    expect(missing(built, new Set(needs("scan")), kept)).toEqual([
      "/assets/scan-verdict-abc.js",
      "/assets/zxing_reader-abc.wasm",
    ]);
  });

  test("a phone that uses none of it fetches none of it", () => {
    expect(missing(built, new Set(), new Set())).toEqual([]);
  });
});
