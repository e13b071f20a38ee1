import { encode } from "uqr";

/** The quiet zone that a reader needs around the code, in modules (ISO/IEC 18004). */
export const QUIET = 4;

export interface QrPicture {
  /** Modules to a side, the quiet zone included. */
  readonly size: number;
  /** `d` of an SVG path that fills the dark modules. */
  readonly path: string;
}

/**
 * Any mask can be read. The standard has all eight drawn and the fairest taken, which costs a slow
 * phone a tenth of a second every time; a card is mostly signatures, already as even as a mask makes.
 */
const MASK = 2;

/** A QR code at level L: the largest modules, for a clean screen at arm's length. */
export function drawQr(text: string): QrPicture {
  const { size, data } = encode(text, { ecc: "L", border: QUIET, maskPattern: MASK });
  let path = "";
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < size; x += 1) {
      if (!row[x]) continue;
      let end = x + 1;
      while (row[end]) end += 1;
      path += `M${x} ${y}h${end - x}v1H${x}z`;
      x = end;
    }
  }
  return { size, path };
}
