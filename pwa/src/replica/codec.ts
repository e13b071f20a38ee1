/**
 * Structs as MessagePack arrays, by the layouts generated from `schemas/`: the bytes that Python's
 * msgspec writes, and the bounds that it checks, in both directions.
 */

import { Decoder, type DecoderOptions, encode } from "@msgpack/msgpack";
import type { Bytes } from "../card/bytes";
import { entryLayouts, entryTypes } from "../schemas/wire";

interface Layout {
  readonly tag: number | null;
  readonly fields: readonly (readonly [string, string])[];
}

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

const LIST = /^\[(\d*)\](.*)$/;

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

/** Packs and unpacks the structs of a table of layouts. `Name`: what they are called. */
export class Codec<Name extends string> {
  readonly #table: Readonly<Record<string, Layout>>;

  constructor(table: Readonly<Record<Name, Layout>>) {
    this.#table = table;
  }

  /** The bytes of a struct. Throws Malformed. */
  pack(name: Name, value: object): Bytes {
    return new Uint8Array(encode(this.#toArray(name, value)));
  }

  /** Reads a struct; its bytes are copies. Throws Malformed, also for what stands behind it. */
  unpack(name: Name, data: Uint8Array): unknown {
    return this.#fromArray(name, parse(data));
  }

  /** Reads any struct of a tagged union. Throws Malformed, also for a tag that is none of these. */
  unpackTagged(names: readonly Name[], data: Uint8Array): unknown {
    return this.fromTagged(names, parse(data));
  }

  /** The same of what was read out of another message. */
  fromTagged(names: readonly string[], value: unknown): object {
    const tag: unknown = Array.isArray(value) ? value[0] : undefined;
    const name = names.find((each) => this.#table[each]?.tag === tag);
    if (name === undefined || tag === undefined) throw new Malformed("tag");
    return this.#fromArray(name, value);
  }

  #toArray(name: string, value: unknown): unknown[] {
    const { tag, fields } = this.#layoutOf(name);
    if (typeof value !== "object" || value === null) throw new Malformed(name);
    const record = value as Record<string, unknown>;
    const items = fields.map(([field, how]) => this.#convert(how, record[field], field, true));
    return tag === null ? items : [tag, ...items];
  }

  #fromArray(name: string, value: unknown): object {
    const { tag, fields } = this.#layoutOf(name);
    const start = tag === null ? 0 : 1;
    if (!Array.isArray(value) || value.length !== fields.length + start) throw new Malformed(name);
    if (tag !== null && value[0] !== tag) throw new Malformed(name);
    const record: Record<string, unknown> = tag === null ? {} : { type: name };
    fields.forEach(([field, how], at) => {
      record[field] = this.#convert(how, value[at + start], field, false);
    });
    return record;
  }

  #layoutOf(name: string): Layout {
    const layout = Object.hasOwn(this.#table, name) ? this.#table[name] : undefined;
    if (!layout) throw new Malformed("type");
    return layout;
  }

  #convert(how: string, value: unknown, field: string, packing: boolean): unknown {
    const list = LIST.exec(how);
    if (list) {
      const [, most, item = ""] = list;
      if (!Array.isArray(value) || (most && value.length > Number(most)))
        throw new Malformed(field);
      return value.map((each) => this.#convert(item, each, field, packing));
    }
    if (how === "") return value;
    if (how.includes("|")) {
      const isStruct = typeof value === "object" && !(value instanceof Uint8Array);
      const fitting = how.split("|").find((one) => Object.hasOwn(this.#table, one) === isStruct);
      return this.#convert(fitting ?? "none", value, field, packing);
    }
    if (how === "*") {
      if (!packing) return this.fromTagged(entryTypes, value);
      return this.#toArray(String((value as { type?: unknown } | null | undefined)?.type), value);
    }
    if (Object.hasOwn(this.#table, how))
      return packing ? this.#toArray(how, value) : this.#fromArray(how, value);
    if (!allows(how, value)) throw new Malformed(field);
    // A view into the reply would keep, and store, the whole of it.
    return value instanceof Uint8Array ? new Uint8Array(value) : value;
  }
}

/** Of entries alone: what a first screen needs. */
export const entryCodec = new Codec(entryLayouts);
