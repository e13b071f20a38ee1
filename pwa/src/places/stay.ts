/** What follows from a place's code that was read: a stay day, or why not. Pure. */

import type { VenueReading } from "../scan/venue";
import {
  type JournalItem,
  type RegistrationItem,
  RulingKind,
  Source,
  type Stay,
} from "../schemas/wire";

export type StayDraft = Omit<Stay, "ms" | "counter">;

export type StayOutcome =
  | { readonly kind: "record"; readonly draft: StayDraft; readonly body: number }
  /** This place and day stand in the journal from a code already. */
  | { readonly kind: "already"; readonly item: JournalItem; readonly body: number }
  | { readonly kind: "not_registered"; readonly body: number }
  | { readonly kind: "not_ours" | "unreadable" | "unknown_issuer" };

/** `day` is today in Asia/Tokyo; `project` 0 for a stay alone. */
export function stayFrom(
  reading: VenueReading,
  registrations: readonly RegistrationItem[],
  journal: readonly JournalItem[],
  day: number,
  project = 0,
): StayOutcome {
  if (reading.kind !== "venue") return { kind: reading.kind };
  const { body, place, token } = reading;
  if (!registrations.some((one) => one.body === body && !one.ended)) {
    return { kind: "not_registered", body };
  }
  const item = journal.find(
    (one) =>
      one.place === place &&
      one.day === day &&
      one.project === project &&
      one.source === Source.PRINTED_CODE &&
      one.ruling !== RulingKind.REJECTED &&
      !one.voided,
  );
  if (item) return { kind: "already", item, body };
  const source = Source.PRINTED_CODE;
  return {
    kind: "record",
    body,
    draft: { type: "Stay", place, day, source, code: token, project },
  };
}
