import type { Partner, WritePartner } from "../../schemas/partners";

/** A partner as it is to be written, with what changes. */
export function changed(partner: Partner, change: Partial<WritePartner>): WritePartner {
  const { name, english, kind, contact, designated, basis, closed } = partner;
  return { name, english, kind, contact, designated, basis, closed, ...change };
}
