/**
 * The pure core behind a pipe, for comparing it with `sync/`: one JSON request a line on standard
 * input, one answer a line on standard output, in order. Not part of the app. README.md tells
 * the requests and how it is bundled.
 */

import { createInterface } from "node:readline";
import { hex } from "../card/bytes";
import type { Entry } from "../schemas/wire";
import { receive, type Stamp, tick } from "./clock";
import { Malformed } from "./codec";
import { type FactJson, factFromJson, plain, type RulingJson, rulingFromJson, unhex } from "./json";
import { chain, decodeEntry, encodeEntry } from "./log";
import { joinFacts, joinRulings } from "./merge";
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

/** The fields of an entry that hold bytes are `device` and `code`. */
function withBytes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, each: unknown) =>
    (key === "device" || key === "code") && typeof each === "string" ? unhex(each) : each,
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
