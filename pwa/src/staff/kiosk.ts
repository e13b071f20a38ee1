/** What makes a device the screen of a place, and lets staff out of it again. Pure. */

import { equal, hex, utf8 } from "../card/bytes";
import { STEP_SECONDS } from "../card/presentation";
import { type KioskCertificate, unpackCertificate } from "../scan/kiosk-code";
import type { KioskItem } from "../schemas/wire";

const DAY_S = 86_400;
/** With less than this left, staff are told to bring it to a network: it had two weeks to sync. */
const NEAR_S = 7 * DAY_S;
/** From here on a clock is called wrong. The code is right all the same: it is put right. */
const SKEW_MS = 2 * 60_000;

/** What stands in `kept("kiosk")`: the place, and what the number for leaving hashes to. */
export interface KioskMode {
  readonly place: number;
  readonly lock: string;
}

export function readMode(text: string): KioskMode {
  const [place = "", lock = ""] = text.split(".");
  return { place: Number(place), lock };
}

export async function writeMode(place: number, number: string): Promise<string> {
  return `${place}.${await lockOf(place, number)}`;
}

/** Four digits keep visitors from wandering about, not somebody with tools. */
export async function lockOf(place: number, number: string): Promise<string> {
  const message = utf8(`furusato-kiosk-leave-v1 ${place} ${number}`);
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", message)));
}

export type KioskState =
  | {
      readonly kind: "showing";
      readonly certificate: KioskCertificate;
      /** Of the time put right. */
      readonly step: number;
      readonly nowMs: number;
      /** When it can show no more, ms, if that is near. */
      readonly endsMs: number | null;
      /** The server's clock less this one's, ms, if that is much. */
      readonly skewMs: number | null;
    }
  /** The body's word has run out: only a network helps. */
  | { readonly kind: "expired"; readonly nowMs: number }
  /** This device is no screen of that place, or not any more. */
  | { readonly kind: "ended" };

/**
 * What to show at a moment of this device's clock. `skewMs` is the server's clock less this one's as
 * of the last sync, null for unknown: a screen that stands for weeks is put right by it.
 */
export function kioskState(
  items: readonly KioskItem[],
  place: number,
  publicKey: Uint8Array,
  clockMs: number,
  skewMs: number | null,
): KioskState {
  const item = items.find((one) => one.place === place);
  const certificate = item && !item.ended ? unpackCertificate(item.certificate) : null;
  if (!certificate || !equal(certificate.key, publicKey)) return { kind: "ended" };
  const nowMs = clockMs + (skewMs ?? 0);
  const step = Math.floor(nowMs / 1000 / STEP_SECONDS);
  if (step * STEP_SECONDS >= certificate.expires) return { kind: "expired", nowMs };
  const left = certificate.expires - nowMs / 1000;
  return {
    kind: "showing",
    certificate,
    step,
    nowMs,
    endsMs: left < NEAR_S ? certificate.expires * 1000 : null,
    skewMs: skewMs !== null && Math.abs(skewMs) > SKEW_MS ? skewMs : null,
  };
}

/** Against burn-in: where on its way round the picture stands in this minute, in pixels. */
export function shiftAt(ms: number): { x: number; y: number } {
  const turn = Math.floor(ms / 60_000) % SHIFTS.length;
  const [x, y] = SHIFTS[turn] as readonly [number, number];
  return { x, y };
}

const SHIFTS = [
  [0, 0],
  [6, 3],
  [12, 0],
  [9, -6],
  [0, -9],
  [-9, -6],
  [-12, 0],
  [-6, 3],
] as const;
