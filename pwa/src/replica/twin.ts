/**
 * The pure core behind a pipe, for comparing it with `sync/`: a line of JSON requests on standard
 * input, a line of their answers on standard output, in order. Not part of the app. README.md tells
 * the requests and how it is bundled.
 */

import { createInterface } from "node:readline";
import { calculate } from "../benefits/calculate";
import { eligibility } from "../benefits/eligibility";
import { type Calculated, type ClaimJson, claimOf } from "../benefits/testing/claim";
import { hex } from "../card/bytes";
import { uses } from "../facility/uses";
import {
  DEVICE_ID_BYTES,
  type Entry,
  type FeedItem,
  type Period,
  PROTOCOL_VERSION,
} from "../schemas/wire";
import { answerScheme, type SchemeRequest } from "../standing/testing/asked";
import { receive, type Stamp, tick } from "./clock";
import { Malformed } from "./codec";
import { type FactJson, factFromJson, plain, type RulingJson, rulingFromJson, unhex } from "./json";
import { chain, decodeEntry, EMPTY_HEAD, encodeEntry } from "./log";
import { joinFacts, joinRulings } from "./merge";
import { decodeReply } from "./message";
import { messageCodec, readItem } from "./message-codec";
import { packEntries } from "./packing";
import { attendance, memberViews, rosterKey } from "./views";

type StampJson = [ms: number, counter: number];
interface Replicas {
  facts: FactJson[];
  rulings: RulingJson[];
}

type Request =
  | SchemeRequest
  | { op: "chain"; head: string; entries: string[] }
  | { op: "tick"; last: StampJson; wall: number }
  | { op: "receive"; last: StampJson; other: StampJson; wall: number }
  | { op: "encodeEntry"; entry: unknown }
  | { op: "decodeEntry"; data: string }
  | { op: "log"; first: number; entries: string[] }
  | { op: "reply"; data: string }
  | { op: "eligibility"; claim: ClaimJson }
  | ({ op: "calculate" } & Calculated)
  | ({ op: "memberViews"; places: [number, number][]; designated: number[] } & Replicas)
  | ({
      op: "attendance";
      roster: [number, number, number][];
      place: number;
      day: number;
    } & Replicas)
  | ({
      op: "uses";
      roster: [number, number, number][];
      quotas: [number, number, Period][];
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
    case "log": {
      const entries = request.entries.map(unhex);
      const packed = messageCodec.pack("SyncRequest", {
        version: PROTOCOL_VERSION,
        device: new Uint8Array(DEVICE_ID_BYTES),
        first: request.first,
        entries: packEntries(entries),
        cursor: new Uint8Array(),
        max_kb: 1,
        older: 0,
      });
      return {
        again: entries.map(again),
        head: hex(await chain(EMPTY_HEAD, entries)),
        packed: hex(packed),
      };
    }
    case "reply": {
      const reply = decodeReply(unhex(request.data));
      return plain({ ...reply, items: reply.items.map(itemAgain) });
    }
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
    case "uses": {
      const { facts, rulings } = joined(request);
      const roster = new Map(
        request.roster.map(([issuer, card, member]) => [rosterKey(issuer, card), member]),
      );
      const quotas = new Map(
        request.quotas.map(([place, quota, period]) => [place, { quota, period }]),
      );
      return plain(uses(facts, rulings, roster, quotas));
    }
    case "eligibility":
      return eligibility(claimOf(request.claim));
    case "calculate":
      return calculate(request.terms, request.costs, request.nights, request.persons);
    case "scheme":
      return answerScheme(request);
  }
}

/** An entry read and written, in hexadecimal. */
function again(entry: Uint8Array): string {
  try {
    return hex(encodeEntry(decodeEntry(entry)));
  } catch (error) {
    if (error instanceof Malformed) return "malformed";
    throw error;
  }
}

/** The same of an item of a reply, null for one that is passed over. */
function itemAgain(raw: unknown): string | null {
  const item = readItem(raw) as { type: FeedItem["type"] } | null;
  return item && hex(messageCodec.pack(item.type, item));
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
  return JSON.parse(JSON.stringify(value), (key, each: unknown) => {
    if (key === "keys") return (each as string[]).map(unhex);
    return ["device", "code", "proof"].includes(key) && typeof each === "string"
      ? unhex(each)
      : each;
  });
}

async function reply(request: Request): Promise<unknown> {
  try {
    return { ok: await answer(request) };
  } catch (error) {
    return { error: error instanceof Malformed ? "malformed" : String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const replies: unknown[] = [];
  for (const request of JSON.parse(line) as Request[]) replies.push(await reply(request));
  process.stdout.write(`${JSON.stringify(replies)}\n`);
}
