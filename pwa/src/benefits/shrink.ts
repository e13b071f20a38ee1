/** Photographs of receipts, made so small on the phone that they travel on a poor signal. */

import { RECEIPT_BYTES } from "../schemas/benefits";

/** Long sides in turn: a receipt is legible on the first, and the last always fits. */
const SIDES = [1600, 1200, 900, 640];
const QUALITIES = [0.8, 0.6, 0.4];

export class UnreadablePicture extends Error {}

/** A JPEG of at most `RECEIPT_BYTES`, without what the camera wrote beside the picture (place, time).
 * Rejects with UnreadablePicture. */
export async function shrink(picture: Blob): Promise<Blob> {
  const image = await createImageBitmap(picture).catch(() => {
    throw new UnreadablePicture();
  });
  try {
    for (const side of SIDES) {
      const scale = Math.min(1, side / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(image.width * scale));
      canvas.height = Math.max(1, Math.round(image.height * scale));
      const context = canvas.getContext("2d");
      if (!context) throw new UnreadablePicture();
      context.fillStyle = "#fff"; // what is transparent would be black
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      for (const quality of QUALITIES) {
        const made = await new Promise<Blob | null>((resolve) =>
          canvas.toBlob(resolve, "image/jpeg", quality),
        );
        if (made && made.size <= RECEIPT_BYTES) return made;
      }
    }
  } finally {
    image.close();
  }
  throw new UnreadablePicture();
}
