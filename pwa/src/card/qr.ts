import { encode } from "uqr";

/** The quiet zone that a reader needs around the code, in modules (ISO/IEC 18004). */
export const QUIET = 4;

export interface QrPicture {
  /** Modules to a side, the quiet zone included. */
  readonly size: number;
  /** `d` of an SVG path that fills the dark modules. */
  readonly path: string;
}

/** A QR code at level L: the largest modules, for a clean screen at arm's length. */
export function drawQr(text: string): QrPicture {
  const { size, data } = encode(text, { ecc: "L", border: QUIET });
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
