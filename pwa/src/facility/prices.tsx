import { inOrder } from "../card/standing";
import type { Replica } from "../replica";
import { dayOf } from "../replica/calendar";
import { type FacilityItem, Tier } from "../schemas/wire";
import { named } from "../ui/format";
import { t } from "../ui/words/history";
import { ownUses } from "./own-uses";
import { type Holder, periodOf, rateOf } from "./rates";

/** What a place asks, and what the holder of this phone would pay there now (R51). */
export function Prices({ replica, facility }: { replica: Replica; facility: FacilityItem }) {
  const now = Date.now();
  const uses = ownUses(replica).filter((use) => use.place === facility.place && !use.voided);
  const inPeriod = uses.filter(
    (use) => periodOf(use.day, facility.period) === periodOf(dayOf(now), facility.period),
  );
  const holder = holderAt(replica, facility);
  const rate = rateOf(facility, holder, inPeriod.length, now);
  if (rate.lines.length === 0) return null;
  return (
    <section class="panel stack" data-granted={rate.granted}>
      <h2>{t("prices.title")}</h2>
      <table class="prices">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("prices.yours")}</th>
            <th scope="col">{t("prices.general")}</th>
          </tr>
        </thead>
        <tbody>
          {rate.lines.map((line) => (
            <tr key={line.line}>
              <th scope="row">{named(line)}</th>
              <td class="number">
                <b>{t("prices.yen", { yen: rate.granted ? line.member : line.general })}</b>
              </td>
              <td class="number">{t("prices.yen", { yen: line.general })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t(`prices.why.${rate.reason}`)}</p>
      {rate.companions > 0 && <p class="small">{t("prices.companions", { n: rate.companions })}</p>}
      {rate.left >= 0 && <p class="small">{t("prices.left", { n: rate.left })}</p>}
    </section>
  );
}

/** The registration that serves best here: the place's own body's, or another that is accepted. */
function holderAt(replica: Replica, facility: FacilityItem): Holder {
  const held = inOrder(replica.registrations.value).filter((one) => !one.ended);
  const holders = held.map(({ body, tier, long_stay }) => ({ body, tier, longStay: long_stay }));
  const granted = holders.find((one) => rateOf(facility, one, 0, Date.now()).granted);
  const own = holders.find(({ body }) => body === facility.body);
  return granted ?? own ?? { body: facility.body, tier: Tier.BASIC, longStay: false };
}
