/** Pictures made small before they travel: a phone's camera takes thirty times what is needed. */

import { PICTURE_BYTES } from "../../schemas/projects";

/** Longer sides to try, largest first. */
const SIDES = [1600, 1280, 960, 640];
const QUALITIES = [0.82, 0.7, 0.55];

/** The picture could not be read. */
export class NoPicture extends Error {}

/**
 * As WebP, or JPEG where the browser has no WebP, of at most `PICTURE_BYTES`. Drawn anew, it
 * carries nothing of where and when it was taken. Rejects with NoPicture.
 */
export async function shrunk(file: Blob): Promise<Blob> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (error) {
    throw new NoPicture("not read", { cause: error });
  }
  try {
    for (const side of SIDES) {
      const canvas = drawn(picture, side);
      for (const quality of QUALITIES) {
        const made = await encoded(canvas, quality);
        if (made && made.size <= PICTURE_BYTES) return made;
      }
    }
  } finally {
    picture.close();
  }
  throw new NoPicture("too large");
}

function drawn(picture: ImageBitmap, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function encoded(canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> {
  const webp = await blobOf(canvas, "image/webp", quality);
  // A browser without it gives PNG.
  return webp?.type === "image/webp" ? webp : blobOf(canvas, "image/jpeg", quality);
}

function blobOf(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}
