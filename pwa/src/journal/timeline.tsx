import "./journal.css";
import { type Replica, refKey } from "../replica";
import { dayOf } from "../replica/calendar";
import type { JournalItem } from "../schemas/wire";
import { wordOn } from "../standing/of-replica";
import { dayName } from "../ui/format";
import { t } from "../ui/words/history";
import { byDay } from "./history";
import { Item } from "./item";

interface TimelineProps {
  replica: Replica;
  items: readonly JournalItem[];
  brief?: boolean;
}

/** Records under the days on which they count, the newest first. */
export function Timeline({ replica, items, brief = false }: TimelineProps) {
  const today = dayOf(Date.now());
  const word = wordOn(replica);
  return (
    <div class="timeline">
      {byDay(items).map(({ day, items: ofDay }) => (
        <section key={day}>
          <h2 class="day">
            {dayName(day)}
            {day === today && <span class="tag tag-key">{t("journal.today")}</span>}
            {day === today - 1 && <span class="tag">{t("journal.yesterday")}</span>}
          </h2>
          <ul class="rows">
            {ofDay.map((item) => (
              <Item
                key={refKey(item)}
                replica={replica}
                item={item}
                word={word(item)}
                brief={brief}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
