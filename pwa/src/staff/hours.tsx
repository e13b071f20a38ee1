import type { AttendanceRow } from "../schemas/wire";
import { t } from "../ui/words/staff";

const TOKYO_HOURS = 9;

/** When people came: a bar an hour, and the same in words for those who listen. */
export function Hours({ rows }: { rows: readonly AttendanceRow[] }) {
  const hours = rows.map((row) => (Math.floor(row.first_ms / 3_600_000) + TOKYO_HOURS) % 24);
  const first = Math.min(...hours, 9);
  const last = Math.max(...hours, 17);
  const counts = Array.from({ length: last - first + 1 }, (_, at) => {
    const hour = first + at;
    return { hour, n: hours.filter((one) => one === hour).length };
  });
  const most = Math.max(...counts.map(({ n }) => n), 1);
  return (
    <figure class="panel hours">
      <figcaption>{t("attend.byHour")}</figcaption>
      <ol>
        {counts.map(({ hour, n }) => (
          <li key={hour}>
            <span class="unseen">{t("attend.hour", { hour, n })}</span>
            <span class="hours-n number" aria-hidden="true">
              {n || ""}
            </span>
            <span class="hours-bar" style={{ height: `${(n / most) * 5}rem` }} aria-hidden="true" />
            <span class="small number" aria-hidden="true">
              {hour}
            </span>
          </li>
        ))}
      </ol>
    </figure>
  );
}
