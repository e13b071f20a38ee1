/**
 * Finds the code in a picture: as it is and, where that found nothing, made black and white. README.md
 * here has what each look contributes, what it costs, and how others fare on the same pictures.
 */

import { type ReaderOptions, readBarcodes } from "zxing-wasm/reader";
import { localThreshold, type Pixels } from "./local-threshold";

const QR: ReaderOptions = {
  formats: ["QRCode"],
  maxNumberOfSymbols: 1,
  // For bar codes: a QR code is found whichever way up it is.
  tryRotate: false,
};

/** As it is; then smaller, which takes the noise out; then without the fine lines of a cracked glass. */
const AS_IT_IS: ReaderOptions = { ...QR, tryDownscale: true, tryDenoise: true };
const BLACK_AND_WHITE: ReaderOptions = {
  ...QR,
  tryDownscale: false,
  binarizer: "FixedThreshold",
};

/** Too small for any code of ours at two pixels a module. */
const SMALLEST = 42;

/** How the second look is made. A camera takes both by turns: its next frame is of the same scene. */
export type Look = "half" | "whole";

/** The text of a code, or null. */
export async function findCode(pixels: Pixels, look: Look): Promise<string | null> {
  const plain = await read(pixels, AS_IT_IS);
  if (plain !== null || Math.min(pixels.width, pixels.height) < SMALLEST) return plain;
  return read(localThreshold(pixels, look), BLACK_AND_WHITE);
}

/** The same with all that it has, where no frame follows. */
export async function findCodeInStill(pixels: Pixels): Promise<string | null> {
  return (await findCode(pixels, "half")) ?? (await findCode(pixels, "whole"));
}

async function read(pixels: Pixels, options: ReaderOptions): Promise<string | null> {
  // All that it reads of an `ImageData`, which need not be one, in a worker or elsewhere.
  const found = await readBarcodes(pixels as ImageData, options);
  return found[0]?.text ?? null;
}
