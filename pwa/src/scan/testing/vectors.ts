/** The cases of `schemas/vectors/credential.json` and of `attacks.json` beside it, for tests. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Bytes } from "../../card/bytes";

const FOLDER = new URL("../../../../schemas/vectors/", import.meta.url);

export interface Case<Expect = Record<string, unknown>> {
  readonly name: string;
  readonly text: string;
  readonly now: number;
  readonly expect: Expect;
}

interface SightingCase {
  readonly body: number;
  readonly index: number;
  readonly step: number | null;
  readonly at: number;
}

export interface Given {
  readonly trust: "signed" | "empty";
  readonly status_lists: number[];
  readonly accepted: number[];
  readonly max_list_age: number;
  readonly seen: SightingCase[];
  readonly tolerated_steps: number;
}

interface Packed {
  readonly claims: Record<string, string | number | boolean | null>;
  readonly kid: string;
  readonly to_be_signed: string;
  readonly cwt: string;
  readonly packed: string;
}

interface Vectors {
  readonly keys: Record<string, { private: string; public: string; kid: string }>;
  readonly base45: { good: [string, string][]; bad: string[] };
  readonly credential: Packed;
  readonly printed: Packed & { text: string };
  readonly presentation: { step: number; to_be_signed: string; packed: string; text: string };
  readonly trust_list: { signed: string; empty: string; bad: Record<string, string> };
  readonly status_list: {
    body: number;
    signed: string;
    cards: number;
    revoked: number[];
    bad: Record<string, string>;
  };
  readonly status_delta: {
    body: number;
    base: string;
    base_name: string;
    cases: {
      name: string;
      signed: string;
      expect: { issued_at: number; size: number; revoked: number[] };
    }[];
    bad: Record<string, string>;
  };
  readonly venue_code: { cases: Case[] };
  readonly kiosk_code: {
    certificate: string;
    to_be_signed: string;
    step: number;
    shown: string;
    signature: string;
    url: string;
    cases: Case[];
  };
  readonly verdicts: { context: Given; cases: (Case & Partial<Given>)[] };
}

export type Attacked = "trust_list" | "status_list" | "status_delta";

interface Attacks {
  readonly presentations: ({
    name: string;
    text: string;
    now: number;
    kind: string;
    reason: string;
  } & Partial<Given>)[];
  /** What becomes of a live code: by mask, and then by the byte that is flipped with it. */
  readonly flips: { packed: string; now: number; masks: Record<string, string[]> };
  readonly lists: { kind: Attacked; name: string; signed: string; reason: string }[];
  readonly succession: {
    name: string;
    held: number;
    offered: number;
    now: number;
    taken: boolean;
  }[];
  readonly cbor: { good: string[]; bad: { name: string; data: string; reason: string }[] };
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(name, FOLDER)), "utf8"));
}

export const vectors = read("credential.json") as Vectors;
export const attacks = read("attacks.json") as Attacks;

export function unhex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function publicKey(name: string): Bytes {
  return unhex(vectors.keys[name]?.public ?? "");
}
