/** Reads QR codes off the page's thread. Takes a picture, answers with the text found or null. */

import { prepareZXingModule } from "zxing-wasm/reader";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";
import { findCode, findCodeInStill, type Look } from "./find-code";

export type DecodeRequest =
  | { readonly id: number; readonly frame: ImageBitmap; readonly still: boolean }
  | { readonly id: number; readonly warm: true };
export type DecodeReply = { readonly id: number; readonly text: string | null };

/**
 * The longer side at which a photograph is looked at, pixels: whole for a code that is small in it,
 * then smaller, because one that fills it is hidden by its own grain. The first bounds the memory.
 */
const STILL_SIDES = [4096, 1600, 800];

prepareZXingModule({
  overrides: {
    locateFile: (path: string, prefix: string) =>
      path.endsWith(".wasm") ? wasmUrl : prefix + path,
  },
});

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext("2d", { willReadFrequently: true });

let look: Look = "whole";

self.addEventListener("message", async ({ data }: MessageEvent<DecodeRequest>) => {
  const text = "warm" in data ? await findCode(new ImageData(1, 1), look) : await decode(data);
  self.postMessage({ id: data.id, text } satisfies DecodeReply);
});

async function decode({ frame, still }: { frame: ImageBitmap; still: boolean }) {
  try {
    return await (still ? decodeStill(frame) : decodeFrame(frame));
  } finally {
    frame.close();
  }
}

async function decodeFrame(frame: ImageBitmap): Promise<string | null> {
  const pixels = scaled(frame, 1);
  look = look === "half" ? "whole" : "half";
  return pixels ? findCode(pixels, look) : null;
}

async function decodeStill(frame: ImageBitmap): Promise<string | null> {
  const whole = Math.max(frame.width, frame.height);
  for (const side of STILL_SIDES.filter((one, at) => at === 0 || one < whole)) {
    const pixels = scaled(frame, Math.min(1, side / whole));
    const text = pixels && (await findCodeInStill(pixels));
    if (text) return text;
  }
  return null;
}

function scaled(frame: ImageBitmap, by: number): ImageData | undefined {
  canvas.width = Math.max(1, Math.round(frame.width * by));
  canvas.height = Math.max(1, Math.round(frame.height * by));
  context?.drawImage(frame, 0, 0, canvas.width, canvas.height);
  return context?.getImageData(0, 0, canvas.width, canvas.height);
}
