/** The members' rate of a facility: who is given it, and what a party pays (R51, R53). */

import { dayOf, formatDay } from "../replica/calendar";
import {
  type FacilityItem,
  type Party,
  Period,
  type PriceLine,
  type Rate,
  type RateLine,
  RateReason,
  Reach,
  Tier,
} from "../schemas/wire";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const OFFSET_MINUTES = 9 * 60;
/** 1 January 1970 was a Thursday; Monday is 0. */
const FIRST_WEEKDAY = 3;

/** What the rate depends on of a card whose signatures hold. */
export interface Holder {
  readonly body: number;
  readonly tier: Tier;
  readonly longStay: boolean;
}

/** Whether a body's members are given the rate here: the first two digits are the prefecture. */
export function accepts(facility: FacilityItem, issuer: number): boolean {
  if (issuer === facility.body || facility.partners.includes(issuer)) return true;
  const prefecture = (code: number) => Math.floor(code / 10_000);
  return facility.reach === Reach.PREFECTURE && prefecture(issuer) === prefecture(facility.body);
}

/**
 * The answer for a card at the instant `now` (ms), `used` times used in the running period. Of
 * several reasons against it the first in this order is told: whose member, which tier, when, how
 * often.
 */
export function rateOf(facility: FacilityItem, holder: Holder, used: number, now: number): Rate {
  const lines = facility.lines
    .filter((line) => isInSeason(line, dayOf(now)))
    .map((line) => rateLine(line, holder.tier));
  const reason = () => {
    if (lines.length === 0) return RateReason.NO_PRICES;
    if (!accepts(facility, holder.body)) return RateReason.OTHER_BODY;
    const entitled = holder.tier >= facility.tier || (holder.longStay && facility.long_stay);
    if (!entitled) return RateReason.TIER;
    if (!isOpen(facility, now)) return RateReason.HOURS;
    return facility.quota > 0 && used >= facility.quota ? RateReason.QUOTA : RateReason.GRANTED;
  };
  const why = reason();
  return {
    granted: why === RateReason.GRANTED,
    reason: why,
    lines,
    left: facility.quota > 0 ? Math.max(0, facility.quota - used) : -1,
    companions: facility.companions,
  };
}

/**
 * What a party pays together, in yen. People of lines that are not in force pay nothing.
 *
 * The member and as many companions as the place allows pay the member's rate, those first who save
 * most by it; all others the general one. So does everyone where the rate is not given.
 */
export function askedOf(rate: Rate, party: readonly Party[]): number {
  const counted = party.flatMap(({ line, people }) => {
    const found = rate.lines.find((one) => one.line === line);
    return found ? [{ ...found, people }] : [];
  });
  let room = rate.granted ? rate.companions + 1 : 0;
  let yen = 0;
  for (const one of counted.sort((a, b) => a.member - a.general - (b.member - b.general))) {
    const members = one.member < one.general ? Math.min(one.people, room) : 0;
    room -= members;
    yen += members * one.member + (one.people - members) * one.general;
  }
  return yen;
}

/** A number that two days share if they are in one period. */
export function periodOf(day: number, period: Period): number {
  const [year = 0, month = 0] = formatDay(day).split("-").map(Number);
  switch (period) {
    case Period.DAY:
      return day;
    case Period.MONTH:
      return year * 12 + month;
    case Period.YEAR:
      return year;
    default:
      return month < 4 ? year - 1 : year;
  }
}

/** A tier without a price of its own pays what the one below pays, then what residents pay. */
function rateLine(line: PriceLine, tier: Tier): RateLine {
  const own = tier === Tier.PREMIUM ? [line.premium] : [];
  const member = [...own, line.basic, line.resident].find((yen) => yen >= 0) ?? line.general;
  const { name, english, general } = line;
  return { line: line.line, name, english, general, member };
}

function isInSeason({ season_from: first, season_to: last }: PriceLine, day: number): boolean {
  if (!first || !last) return true;
  const [, month = 0, date = 0] = formatDay(day).split("-").map(Number);
  const today = month * 100 + date;
  return first <= last ? first <= today && today <= last : today >= first || today <= last;
}

function isOpen(facility: FacilityItem, now: number): boolean {
  if (facility.hours.length === 0) return true;
  const day = dayOf(now);
  const minute = (Math.floor(now / MINUTE_MS) + OFFSET_MINUTES) % DAY_MINUTES;
  // What opened yesterday may not have closed yet.
  const moments = [
    { on: day, at: minute },
    { on: day - 1, at: minute + DAY_MINUTES },
  ];
  return facility.hours.some(({ weekdays, opens, closes }) =>
    moments.some(
      ({ on, at }) => (weekdays >> ((on + FIRST_WEEKDAY) % 7)) & 1 && opens <= at && at < closes,
    ),
  );
}
