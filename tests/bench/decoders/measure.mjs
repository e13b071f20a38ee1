/**
 * Decoders on generated pictures: what each read of them, and how long it took. In Node, on one
 * thread, each on the same pixels one after the other.
 *
 *     node measure.mjs BUNDLE WASM PICTURES [NAME …]
 *
 * PICTURES of each kind; prints one line of JSON. Names are those of `DECODERS`.
 */

import { readFile } from "node:fs/promises";

const [bundle, wasmFile, count, ...names] = process.argv.slice(2);
const { findCode, findCodeInStill, KINDS, pictureOf, prepareZXingModule, readBarcodes } = await import(bundle);
const wasm = await readFile(wasmFile);
const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length);
prepareZXingModule({ overrides: { wasmBinary } });

const [WIDTH, HEIGHT] = [1280, 720];
const QR = { formats: ["QRCode"], maxNumberOfSymbols: 1 };
const FAST = { tryHarder: false, tryRotate: false, tryInvert: false, tryDownscale: false };

/** Each gives a function from a frame to the text or null. The peers are installed for this alone. */
const DECODERS = {
  "app, one frame": () => (frame) => findCode(frame, "half"),
  // The camera's next frame is of the same scene: looked at anew, and otherwise. Times are of both.
  "app, two frames": () => findCodeInStill,
  "zxing-wasm, default": () => (frame) => zxing(frame, QR),
  "zxing-wasm, fast": () => (frame) => zxing(frame, { ...QR, ...FAST }),
  qr: async () => {
    const { default: decode } = await import("qr/decode.js");
    return (frame) => {
      try {
        return decode(frame);
      } catch {
        return null; // its way of saying that there is none
      }
    };
  },
  "zbar-wasm": async () => {
    const { scanImageData } = await import("@undecaf/zbar-wasm");
    return async (frame) => (await scanImageData(frame))[0]?.decode() ?? null;
  },
  jsqr: async () => {
    const { default: jsqr } = await import("jsqr");
    const decode = jsqr.default ?? jsqr;
    return ({ data, width, height }) => decode(data, width, height)?.data ?? null;
  },
};

async function zxing(frame, options) {
  return (await readBarcodes(frame, options))[0]?.text ?? null;
}

/** As a canvas gives it. */
function frameOf({ levels }) {
  const data = new Uint8ClampedArray(levels.length * 4);
  const words = new Uint32Array(data.buffer);
  for (let at = 0; at < levels.length; at += 1) words[at] = 0xff000000 | (levels[at] * 0x010101);
  return { data, width: WIDTH, height: HEIGHT, colorSpace: "srgb" };
}

const figures = {};
const decoders = [];
for (const name of names.length ? names : Object.keys(DECODERS)) {
  decoders.push([name, await DECODERS[name]()]);
  figures[name] = { decoded: {}, misread: 0, ms: [], empty_ms: [] };
}

/** Milliseconds of the processor: what others run on this machine meanwhile does not count. */
async function timed(decode, frame) {
  const began = process.cpuUsage();
  const text = await decode(frame);
  const { user, system } = process.cpuUsage(began);
  return [text, (user + system) / 1000];
}

// What is compiled at first use is not what is measured.
for (const [, decode] of decoders) await decode(frameOf(pictureOf("clean", -1)));

for (const kind of KINDS) {
  for (let number = 0; number < Number(count); number += 1) {
    const picture = pictureOf(kind, number);
    const frame = frameOf(picture);
    for (const [name, decode] of decoders) {
      const found = figures[name];
      const [text, ms] = await timed(decode, frame);
      const right = text === picture.text;
      found.ms.push(ms);
      found.decoded[kind] = (found.decoded[kind] ?? 0) + (right ? 1 : 0);
      if (!right && text !== null) found.misread += 1;
    }
  }
  const without = frameOf(pictureOf(kind, Number(count), false));
  for (const [name, decode] of decoders) {
    const [text, ms] = await timed(decode, without);
    figures[name].empty_ms.push(ms);
    if (text !== null) figures[name].misread += 1;
  }
}
console.log(JSON.stringify(figures));
