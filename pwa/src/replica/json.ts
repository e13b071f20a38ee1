/** Facts, rulings and views as the conformance vectors write them: bytes in hexadecimal. */

import type { Bytes } from "../card/bytes";
import { hex } from "../card/bytes";
import type { Fact, Ruling } from "../schemas/wire";
import { decodeEntry } from "./log";

export interface FactJson extends Omit<Fact, "device" | "entry"> {
  device: string;
  entry: string;
}

export interface RulingJson extends Omit<Ruling, "device"> {
  device: string;
}

export function unhex(text: string): Bytes {
  return new Uint8Array((text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
}

export function factFromJson(json: FactJson): Fact {
  return { ...json, device: unhex(json.device), entry: decodeEntry(unhex(json.entry)) };
}

export function rulingFromJson(json: RulingJson): Ruling {
  return { ...json, device: unhex(json.device) };
}

/** Any value made of structs, with its bytes in hexadecimal. */
export function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (each instanceof Uint8Array ? hex(each) : each)),
  );
}
