/** What follows from a place's code that was read: a stay day, or why not. Pure. */

import { STEP_SECONDS } from "../card/presentation";
import { dayOf } from "../replica/calendar";
import type { LiveReading } from "../scan/kiosk-code";
import type { VenueReading } from "../scan/venue";
import {
  type JournalItem,
  type RegistrationItem,
  RulingKind,
  Source,
  type Stay,
} from "../schemas/wire";

/** Of the printed code, or of the place's screen. */
export type PlaceReading = VenueReading | LiveReading;

export type StayDraft = Omit<Stay, "ms" | "counter">;

/** `day` is the one that counts. */
export type StayOutcome =
  | {
      readonly kind: "record";
      readonly draft: StayDraft;
      readonly body: number;
      readonly day: number;
    }
  /** This place and day stand in the journal from a code that is as strong. */
  | {
      readonly kind: "already";
      readonly item: JournalItem;
      readonly body: number;
      readonly day: number;
    }
  | { readonly kind: "not_registered"; readonly body: number }
  | { readonly kind: "stale"; readonly drift: number }
  | {
      readonly kind: "not_ours" | "unreadable" | "unknown_issuer" | "not_yet_valid" | "expired";
    };

/**
 * `today` is the day of this phone's clock in Asia/Tokyo; a screen brings its own. `joined` is the
 * project that the member says they took part in, 0 for a stay alone; a project's code names its own.
 */
export function stayFrom(
  reading: PlaceReading,
  registrations: readonly RegistrationItem[],
  journal: readonly JournalItem[],
  today: number,
  joined = 0,
): StayOutcome {
  if (reading.kind !== "venue" && reading.kind !== "live") return reading;
  const { body, place } = reading;
  if (!registrations.some((one) => one.body === body && !one.ended)) {
    return { kind: "not_registered", body };
  }
  const live = reading.kind === "live";
  const project = joined || (live ? 0 : reading.project);
  const source = live ? Source.LIVE_VENUE_CODE : Source.PRINTED_CODE;
  const day = live ? dayOf(reading.step * STEP_SECONDS * 1000) : today;
  const item = journal.find(
    (one) =>
      one.place === place &&
      one.day === day &&
      one.project === project &&
      // Stronger is less (R26). What staff recorded is their word, and this is the member's.
      one.source > Source.LIVE_CARD &&
      one.source <= source &&
      one.ruling !== RulingKind.REJECTED &&
      !one.voided,
  );
  if (item) return { kind: "already", item, body, day };
  const code = live ? reading.proof : reading.token;
  return { kind: "record", body, day, draft: { type: "Stay", place, day, source, code, project } };
}
