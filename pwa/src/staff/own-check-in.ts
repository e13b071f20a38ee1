import { equal } from "../card/bytes";
import { type Replica, refKey, rosterKey } from "../replica";
import { dayOf } from "../replica/calendar";
import { type AttendanceRow, type EntryRef, RulingKind } from "../schemas/wire";

/** This phone's own check-in behind a row of the attendance, which it may take back (R27). */
export function ownCheckIn(
  replica: Replica,
  place: number,
  day: number,
  row: AttendanceRow,
): EntryRef | null {
  const facts = replica.facts.value;
  const voided = new Set(
    facts.flatMap(({ entry }) => (entry.type === "Void" ? [refKey(entry.about)] : [])),
  );
  const found = facts.find((fact) => {
    const { entry } = fact;
    if (entry.type !== "CheckIn" || entry.place !== place || dayOf(entry.ms) !== day) return false;
    const key = refKey(fact);
    if (!equal(fact.device, replica.device.id) || voided.has(key)) return false;
    if (replica.rulings.value.get(key)?.kind === RulingKind.REJECTED) return false;
    const member = replica.roster.value.get(rosterKey(entry.issuer, entry.card))?.member ?? 0;
    return row.member ? member === row.member : entry.card === row.card;
  });
  return found ? { device: found.device, seq: found.seq } : null;
}
