/**
 * Bytes as a series of QR codes: each says which it is and of what, so that they may be read in any
 * order and any number of times.
 */

import { encodeBase45 } from "../card/base45";
import { type Bytes, concat, hex, number } from "../card/bytes";
import { decodeBase45 } from "../scan/base45";
import {
  FRAME_HEADER_BYTES,
  FRAME_ID_BYTES,
  FRAME_PART_BYTES,
  FRAME_PREFIX,
  MAX_PARCEL_BYTES,
} from "../schemas/courier";

const PLACE_AT = FRAME_ID_BYTES;
const COUNT_AT = FRAME_ID_BYTES + 2;
const MAX_FRAMES = Math.ceil(MAX_PARCEL_BYTES / FRAME_PART_BYTES);

/** The texts of the codes, in their order. */
export async function cutIntoFrames(data: Bytes): Promise<string[]> {
  const id = await nameOf(data);
  const count = Math.ceil(data.length / FRAME_PART_BYTES);
  const size = Math.ceil(data.length / count);
  return Array.from({ length: count }, (_, at) => {
    const numbers = new Uint8Array(4);
    const view = new DataView(numbers.buffer);
    view.setUint16(0, at);
    view.setUint16(2, count);
    const part = data.subarray(at * size, (at + 1) * size);
    return FRAME_PREFIX + encodeBase45(concat(id, numbers, part));
  });
}

/** Puts codes together again. */
export class Collector {
  #id = "";
  #parts: (Bytes | undefined)[] = [];

  /** Which of the parts are here; empty before the first. */
  get have(): readonly boolean[] {
    return Array.from(this.#parts, (part) => part !== undefined);
  }

  /** Takes a code's text. False if it is none of ours. One of another series begins anew. */
  add(text: string): boolean {
    const frame = text.startsWith(FRAME_PREFIX)
      ? decodeBase45(text.slice(FRAME_PREFIX.length))
      : null;
    if (!frame || frame.length <= FRAME_HEADER_BYTES) return false;
    const id = hex(frame.subarray(0, FRAME_ID_BYTES));
    const place = number(frame, PLACE_AT, COUNT_AT);
    const count = number(frame, COUNT_AT, FRAME_HEADER_BYTES);
    if (place >= count || count > MAX_FRAMES) return false;
    if (id !== this.#id || count !== this.#parts.length) {
      this.#id = id;
      this.#parts = Array.from({ length: count });
    }
    this.#parts[place] = frame.slice(FRAME_HEADER_BYTES);
    return true;
  }

  /**
   * All of it, null while parts are missing. A series that does not add up to its name was misread
   * somewhere: it begins anew.
   */
  async whole(): Promise<Bytes | null> {
    const parts = this.#parts.filter((part) => part !== undefined);
    if (parts.length === 0 || parts.length < this.#parts.length) return null;
    const data = concat(...parts);
    if (hex(await nameOf(data)) === this.#id) return data;
    this.#id = "";
    this.#parts = [];
    return null;
  }
}

/** Whether a code's text is one of a series. */
export function isFrame(text: string): boolean {
  return text.startsWith(FRAME_PREFIX);
}

/**
 * The order in which a round shows its codes. A camera that is in step with the screen would miss
 * the same ones in every round of one order: each round steps through them by another stride.
 */
export function orderOf(round: number, count: number): number[] {
  const strides = [1, 7, 11, 13].filter((stride) => count % stride !== 0 || stride === 1);
  const stride = strides[round % strides.length] ?? 1;
  return Array.from({ length: count }, (_, at) => (at * stride + round) % count);
}

async function nameOf(data: Bytes): Promise<Bytes> {
  const digest = await crypto.subtle.digest("SHA-256", data);
  return new Uint8Array(digest).slice(0, FRAME_ID_BYTES);
}
