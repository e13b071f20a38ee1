/** Reads QR codes off the page's thread. Takes a picture, answers with the text found or null. */

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";

export type DecodeRequest =
  | { readonly id: number; readonly frame: ImageBitmap; readonly hard: boolean }
  | { readonly id: number; readonly warm: true };
export type DecodeReply = { readonly id: number; readonly text: string | null };

prepareZXingModule({
  overrides: {
    locateFile: (path: string, prefix: string) =>
      path.endsWith(".wasm") ? wasmUrl : prefix + path,
  },
});

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext("2d", { willReadFrequently: true });

self.addEventListener("message", async ({ data }: MessageEvent<DecodeRequest>) => {
  const text =
    "warm" in data
      ? await decode(new ImageData(1, 1), false)
      : await decodeFrame(data.frame, data.hard);
  self.postMessage({ id: data.id, text } satisfies DecodeReply);
});

async function decodeFrame(frame: ImageBitmap, hard: boolean): Promise<string | null> {
  canvas.width = frame.width;
  canvas.height = frame.height;
  context?.drawImage(frame, 0, 0);
  frame.close();
  const pixels = context?.getImageData(0, 0, canvas.width, canvas.height);
  return pixels ? decode(pixels, hard) : null;
}

/** `hard` looks longer: for a still picture, which will not be followed by a better one. */
async function decode(pixels: ImageData, hard: boolean): Promise<string | null> {
  const found = await readBarcodes(pixels, {
    formats: ["QRCode"],
    maxNumberOfSymbols: 1,
    tryHarder: true,
    tryInvert: true,
    tryDownscale: hard,
  });
  return found[0]?.text ?? null;
}
