/**
 * A picture made black and white by what is around each place, at half its size: what a dim screen
 * in a bright room, a faint print or a noisy sensor leave of a code stands out again. The decoder's
 * own threshold takes differences of less than 24 levels for none.
 */

/** As `ImageData`: four bytes a pixel. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** Half-size pixels on either side that make the mean: a few modules. */
const REACH = 8;

export function localThreshold({ data, width, height }: Pixels): Pixels {
  const [w, h] = [width >> 1, height >> 1];
  const levels = new Uint16Array(w * h);
  // Four pixels' green is light enough to go by, and halves the noise.
  const GREEN = 1;
  for (let y = 0; y < h; y += 1) {
    let at = 2 * y * width * 4 + GREEN;
    const below = width * 4;
    for (let x = 0; x < w; x += 1, at += 8) {
      levels[y * w + x] =
        (data[at] as number) +
        (data[at + 4] as number) +
        (data[at + below] as number) +
        (data[at + below + 4] as number);
    }
  }
  const out = new Uint8ClampedArray(w * h * 4);
  const words = new Uint32Array(out.buffer);
  // Sums over the rows in reach, by column; then over the columns in reach.
  const columns = new Int32Array(w);
  const add = (row: number, sign: number) => {
    for (let x = 0; x < w; x += 1) {
      columns[x] = (columns[x] as number) + sign * (levels[row * w + x] as number);
    }
  };
  for (let y = 0; y < Math.min(REACH, h); y += 1) add(y, 1);
  for (let y = 0; y < h; y += 1) {
    if (y + REACH < h) add(y + REACH, 1);
    if (y > REACH) add(y - REACH - 1, -1);
    const rows = Math.min(h - 1, y + REACH) - Math.max(0, y - REACH) + 1;
    let sum = 0;
    for (let x = 0; x < Math.min(REACH, w); x += 1) sum += columns[x] as number;
    for (let x = 0; x < w; x += 1) {
      if (x + REACH < w) sum += columns[x + REACH] as number;
      if (x > REACH) sum -= columns[x - REACH - 1] as number;
      const count = rows * (Math.min(w - 1, x + REACH) - Math.max(0, x - REACH) + 1);
      const light = (levels[y * w + x] as number) * count > sum;
      words[y * w + x] = light ? 0xffffffff : OPAQUE_BLACK;
    }
  }
  return { data: out, width: w, height: h };
}

/** Bytes 0, 0, 0, 255, on a machine that keeps the lowest byte first, as browsers' all do. */
const OPAQUE_BLACK = 0xff000000;
