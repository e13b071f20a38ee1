/**
 * The pure core behind a pipe, for comparing it with `sync/`: one JSON request a line on standard
 * input, one answer a line on standard output, in order. Not part of the app. README.md tells
 * the requests and how it is bundled.
 */

import { createInterface } from "node:readline";
import { hex } from "../card/bytes";
import { DEVICE_ID_BYTES, type Entry, PROTOCOL_VERSION } from "../schemas/wire";
import { receive, type Stamp, tick } from "./clock";
import { Malformed, pack } from "./codec";
import { type FactJson, factFromJson, plain, type RulingJson, rulingFromJson, unhex } from "./json";
import { chain, decodeEntry, encodeEntry } from "./log";
import { joinFacts, joinRulings } from "./merge";
import { packEntries } from "./packing";
import { attendance, memberViews, rosterKey } from "./views";

type StampJson = [ms: number, counter: number];
interface Replicas {
  facts: FactJson[];
  rulings: RulingJson[];
}

type Request =
  | { op: "chain"; head: string; entries: string[] }
  | { op: "tick"; last: StampJson; wall: number }
  | { op: "receive"; last: StampJson; other: StampJson; wall: number }
  | { op: "encodeEntry"; entry: unknown }
  | { op: "decodeEntry"; data: string }
  | { op: "packRequest"; first: number; entries: string[] }
  | ({ op: "memberViews"; places: [number, number][]; designated: number[] } & Replicas)
  | ({
      op: "attendance";
      roster: [number, number, number][];
      place: number;
      day: number;
    } & Replicas);

async function answer(request: Request): Promise<unknown> {
  switch (request.op) {
    case "chain":
      return hex(await chain(unhex(request.head), request.entries.map(unhex)));
    case "tick":
      return toJson(tick(stamp(request.last), request.wall));
    case "receive":
      return toJson(receive(stamp(request.last), stamp(request.other), request.wall));
    case "encodeEntry":
      return hex(encodeEntry(withBytes(request.entry) as Entry));
    case "decodeEntry":
      return plain(decodeEntry(unhex(request.data)));
    case "packRequest":
      return hex(
        pack("SyncRequest", {
          version: PROTOCOL_VERSION,
          device: new Uint8Array(DEVICE_ID_BYTES),
          first: request.first,
          entries: packEntries(request.entries.map(unhex)),
          cursor: new Uint8Array(),
          max_kb: 1,
          older: 0,
        }),
      );
    case "memberViews": {
      const { facts, rulings } = joined(request);
      const designated = new Set(request.designated);
      return plain(memberViews(facts, rulings, new Map(request.places), designated));
    }
    case "attendance": {
      const { facts, rulings } = joined(request);
      const roster = new Map(
        request.roster.map(([issuer, card, member]) => [rosterKey(issuer, card), member]),
      );
      return plain(attendance(facts, rulings, roster, request.place, request.day));
    }
  }
}

function joined({ facts, rulings }: Replicas) {
  return {
    facts: joinFacts(facts.map(factFromJson)).values(),
    rulings: joinRulings(rulings.map(rulingFromJson)),
  };
}

function stamp([ms, counter]: StampJson): Stamp {
  return { ms, counter };
}

function toJson({ ms, counter }: Stamp): StampJson {
  return [ms, counter];
}

/** The fields of an entry that hold bytes are `device`, `code` and `proof`. */
function withBytes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, each: unknown) =>
    ["device", "code", "proof"].includes(key) && typeof each === "string" ? unhex(each) : each,
  );
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply: unknown;
  try {
    reply = { ok: await answer(JSON.parse(line) as Request) };
  } catch (error) {
    reply = { error: error instanceof Malformed ? "malformed" : String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
