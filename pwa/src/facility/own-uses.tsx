import "./facility.css";
import { type Replica, refKey } from "../replica";
import { RulingKind, type UseView } from "../schemas/wire";
import { dayName, named, timeOfDay } from "../ui/format";
import { IconAlert, IconCross } from "../ui/icons";
import { t } from "../ui/words/history";
import { uses } from "./uses";

/** The uses of facilities' rates in the holder's own history (R25, R53), newest first. */
export function ownUses(replica: Replica): UseView[] {
  const mine = replica.facts.value.filter(({ mine, entry }) => mine || entry.type === "Void");
  return uses(mine, replica.rulings.value, new Map(), replica.facilities.value);
}

interface OwnUsesProps {
  replica: Replica;
  uses: readonly UseView[];
}

/** When and where the rate was given, what was paid, and what became of it. */
export function OwnUses({ replica, uses }: OwnUsesProps) {
  if (uses.length === 0) return null;
  return (
    <section class="stack">
      <h2>{t("uses.title")}</h2>
      <ol class="rows">
        {uses.map((use) => {
          const place = replica.places.value.get(use.place);
          return (
            <li key={refKey(use)} class="use" data-yen={use.yen}>
              <b>{place ? named(place) : t("uses.elsewhere")}</b>
              <b class="number">{t("prices.yen", { yen: use.yen })}</b>
              <span class="soft number">
                {dayName(use.day)} {timeOfDay(use.ms)}
              </span>
              <Mark use={use} />
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Mark({ use }: { use: UseView }) {
  if (use.voided || use.ruling === RulingKind.REJECTED) {
    return (
      <span class="tag">
        <IconCross size={18} />
        {t("uses.voided")}
      </span>
    );
  }
  if (!use.over) return null;
  return (
    <span class="tag tag-warn">
      <IconAlert size={18} />
      {t("uses.over")}
    </span>
  );
}
