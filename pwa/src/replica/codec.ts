/**
 * Structs as MessagePack arrays, by the `layouts` generated from `schemas/`: the bytes that
 * Python's msgspec writes, and the bounds that it checks, in both directions.
 */

import { Decoder, type DecoderOptions, encode } from "@msgpack/msgpack";
import type { Bytes } from "../card/bytes";
import { entryTypes, feedItemTypes, layouts } from "../schemas/wire";

type StructName = keyof typeof layouts;
type Layout = {
  readonly tag: number | null;
  readonly fields: readonly (readonly [string, string])[];
};
const table: Readonly<Record<string, Layout>> = layouts;

/** A value that its schema does not allow. `field` is where it stands. */
export class Malformed extends Error {
  constructor(
    readonly field: string,
    cause?: unknown,
  ) {
    super(field ? `malformed: ${field}` : "malformed", { cause });
    this.name = "Malformed";
  }
}

/** The bytes of a struct. Throws Malformed. */
export function pack(name: StructName, value: object): Bytes {
  return new Uint8Array(encode(toArray(name, value)));
}

/** Reads a struct; its bytes are copies. Throws Malformed, also for what stands behind it. */
export function unpack(name: StructName, data: Uint8Array): unknown {
  return fromArray(name, parse(data));
}

/** Reads any struct of a tagged union. Throws Malformed, also for a tag that is none of these. */
export function unpackTagged(names: readonly StructName[], data: Uint8Array): unknown {
  return fromTagged(names, parse(data));
}

/** A feed item out of a reply, null for one that this version does not know or cannot read. */
export function readItem(raw: unknown): unknown {
  try {
    return fromTagged(feedItemTypes, raw);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

const values = decoder();
const texts = decoder({ rawStrings: true });

/** No schema has fractions, and Python takes none for a whole number, not even 1.0. */
function decoder(options?: DecoderOptions): Decoder {
  const made = new Decoder(options);
  Object.assign(made, { readF32: refuse, readF64: refuse });
  return made;
}

function refuse(): never {
  throw new Malformed("");
}

function parse(data: Uint8Array): unknown {
  try {
    const value = values.decode(data);
    checkText(value, texts.decode(data));
    return value;
  } catch (error) {
    throw new Malformed("", error);
  }
}

/** The library takes bytes that are no UTF-8 for letters: what it read must be what was written. */
function checkText(value: unknown, raw: unknown): void {
  if (typeof value === "string")
    new TextDecoder("utf-8", { fatal: true }).decode(raw as Uint8Array);
  else if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) checkText(item, (raw as unknown[])[at]);
  }
}

function toArray(name: string, value: unknown): unknown[] {
  const { tag, fields } = layoutOf(name);
  if (typeof value !== "object" || value === null) throw new Malformed(name);
  const record = value as Record<string, unknown>;
  const items = fields.map(([field, how]) => convert(how, record[field], field, true));
  return tag === null ? items : [tag, ...items];
}

function fromArray(name: string, value: unknown): object {
  const { tag, fields } = layoutOf(name);
  const start = tag === null ? 0 : 1;
  if (!Array.isArray(value) || value.length !== fields.length + start) throw new Malformed(name);
  if (tag !== null && value[0] !== tag) throw new Malformed(name);
  const record: Record<string, unknown> = tag === null ? {} : { type: name };
  fields.forEach(([field, how], at) => {
    record[field] = convert(how, value[at + start], field, false);
  });
  return record;
}

function fromTagged(names: readonly StructName[], value: unknown): object {
  const tag: unknown = Array.isArray(value) ? value[0] : undefined;
  const name = names.find((each) => table[each]?.tag === tag);
  if (name === undefined || tag === undefined) throw new Malformed("tag");
  return fromArray(name, value);
}

function layoutOf(name: string): Layout {
  const layout = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!layout) throw new Malformed("type");
  return layout;
}

const LIST = /^\[(\d*)\](.*)$/;

function convert(how: string, value: unknown, field: string, packing: boolean): unknown {
  const list = LIST.exec(how);
  if (list) {
    const [, most, item = ""] = list;
    if (!Array.isArray(value) || (most && value.length > Number(most))) throw new Malformed(field);
    return value.map((each) => convert(item, each, field, packing));
  }
  if (how === "") return value;
  if (how.includes("|")) {
    const isStruct = typeof value === "object" && !(value instanceof Uint8Array);
    const fitting = how.split("|").find((one) => Object.hasOwn(table, one) === isStruct);
    return convert(fitting ?? "none", value, field, packing);
  }
  if (how === "*") {
    if (!packing) return fromTagged(entryTypes, value);
    return toArray(String((value as { type?: unknown } | null | undefined)?.type), value);
  }
  if (Object.hasOwn(table, how)) return packing ? toArray(how, value) : fromArray(how, value);
  if (!allows(how, value)) throw new Malformed(field);
  // A view into the reply would keep, and store, the whole of it.
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}

/** Whether a scalar is within what `layouts` says of it. */
function allows(how: string, value: unknown): boolean {
  const [kind, ...bounds] = how.split(" ");
  const within = (size: number) =>
    bounds.length === 0 || (size >= Number(bounds[0]) && size <= Number(bounds[1]));
  switch (kind) {
    case "int":
      return Number.isSafeInteger(value) && within(value as number);
    case "bool":
      return typeof value === "boolean";
    case "bin":
      return value instanceof Uint8Array && within(value.length);
    case "str":
      return typeof value === "string" && !LONE_SURROGATE.test(value) && within(codePoints(value));
    case "one":
      return typeof value === kindOf(bounds) && bounds.includes(String(value));
    default:
      return false;
  }
}

function kindOf(values: readonly string[]): "number" | "string" {
  return Number.isNaN(Number(values[0])) ? "string" : "number";
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
