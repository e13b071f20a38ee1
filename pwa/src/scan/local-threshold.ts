/**
 * A picture made black and white by what is around each place: what a dim screen in a bright room, a
 * faint print or a noisy sensor leave of a code stands out again. The decoder's own threshold takes
 * differences of less than 24 levels for none.
 */

/** As `ImageData`: four bytes a pixel. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** Light by place, sums of as many pixels at each: those take out the grain. */
interface Light {
  readonly levels: Uint16Array;
  readonly width: number;
  readonly height: number;
}

/** How far the surroundings reach on either side, in the pixels of the result: a few modules. */
const REACH = { half: 8, whole: 16 };
/** Of a pixel's four bytes: green is light enough to go by. */
const GREEN = 1;
/** Bytes 0, 0, 0, 255, on a machine that keeps the lowest byte first, as browsers' all do. */
const BLACK = 0xff000000;
const WHITE = 0xffffffff;

/** At half its size, a quarter of the work; or whole, for what is small or blurred. */
export function localThreshold(pixels: Pixels, size: "half" | "whole"): Pixels {
  const light = size === "half" ? halved(pixels) : smoothed(pixels);
  return blackAndWhite(light, REACH[size]);
}

/** Each place is a square of two by two. */
function halved({ data, width: full, height: high }: Pixels): Light {
  const [width, height] = [full >> 1, high >> 1];
  const levels = new Uint16Array(width * height);
  const row = full * 4;
  for (let y = 0; y < height; y += 1) {
    let at = 2 * y * row + GREEN;
    for (let x = 0; x < width; x += 1, at += 8) {
      levels[y * width + x] =
        (data[at] as number) +
        (data[at + 4] as number) +
        (data[at + row] as number) +
        (data[at + row + 4] as number);
    }
  }
  return { levels, width, height };
}

/** Each place is a pixel with its eight neighbours. The outermost are left dark. */
function smoothed({ data, width, height }: Pixels): Light {
  const levels = new Uint16Array(width * height);
  const sums = new Uint16Array(width);
  const row = width * 4;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 0, at = y * row + GREEN; x < width; x += 1, at += 4) {
      sums[x] = (data[at - row] as number) + (data[at] as number) + (data[at + row] as number);
    }
    for (let x = 1; x < width - 1; x += 1) {
      levels[y * width + x] =
        (sums[x - 1] as number) + (sums[x] as number) + (sums[x + 1] as number);
    }
  }
  return { levels, width, height };
}

/** White is what is lighter than the mean of the square around it. */
function blackAndWhite({ levels, width, height }: Light, reach: number): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  const words = new Uint32Array(data.buffer);
  // Sums over the rows in reach, by column; then over the columns in reach.
  const columns = new Int32Array(width);
  const add = (row: number, sign: number) => {
    for (let x = 0, at = row * width; x < width; x += 1, at += 1) {
      columns[x] = (columns[x] as number) + sign * (levels[at] as number);
    }
  };
  for (let y = 0; y < Math.min(reach, height); y += 1) add(y, 1);
  for (let y = 0; y < height; y += 1) {
    if (y + reach < height) add(y + reach, 1);
    if (y > reach) add(y - reach - 1, -1);
    const rows = Math.min(height - 1, y + reach) - Math.max(0, y - reach) + 1;
    let sum = 0;
    for (let x = 0; x < Math.min(reach, width); x += 1) sum += columns[x] as number;
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
      if (x + reach < width) sum += columns[x + reach] as number;
      if (x > reach) sum -= columns[x - reach - 1] as number;
      const count = rows * (Math.min(width - 1, x + reach) - Math.max(0, x - reach) + 1);
      words[at] = (levels[at] as number) * count > sum ? WHITE : BLACK;
    }
  }
  return { data, width, height };
}
