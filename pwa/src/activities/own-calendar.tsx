import { useState } from "preact/hooks";
import { api } from "../api";
import type { CalendarMade, CalendarState } from "../schemas/projects";
import { offline } from "../shell/online";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { longDate } from "../ui/format";
import { Notice } from "../ui/notice";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/activities";

/** A private address at which a calendar finds the accepted occasions; made anew, or ended. */
export function OwnCalendar() {
  const [made, setMade] = useState<string | null>(null);
  const { value, failure, reload } = useLoaded(String(offline.value), (signal) =>
    api<CalendarState>("GET", "/api/calendar", undefined, signal),
  );
  const making = useTask(async () => {
    setMade((await api<CalendarMade>("POST", "/api/calendar")).url);
    reload();
  });
  const ending = useTask(async () => {
    await api("DELETE", "/api/calendar");
    setMade(null);
    toast(t("mine.calendarStopped"));
    reload();
  });
  const since = value?.since_ms ?? null;
  return (
    <section class="panel stack">
      <h2>{t("mine.calendar")}</h2>
      <p>{t("mine.calendarHint")}</p>
      {since !== null && !made && (
        <p class="soft">{t("mine.calendarSince", { day: longDate(since) })}</p>
      )}
      {made && (
        <Notice tone="good" live title={t("mine.calendarMade")}>
          <p class="calendar-url">{made}</p>
          <div class="row">
            <ButtonLink href={made.replace(/^https?:/, "webcal:")}>
              {t("mine.calendarOpen")}
            </ButtonLink>
            <Button
              kind="quiet"
              onClick={() =>
                navigator.clipboard.writeText(made).then(
                  () => toast(t("mine.calendarCopied")),
                  () => {},
                )
              }
            >
              {t("mine.calendarCopy")}
            </Button>
          </div>
        </Notice>
      )}
      <div class="row">
        <Button busy={making.busy} onClick={making.run}>
          {t(since === null ? "mine.calendarMake" : "mine.calendarAgain")}
        </Button>
        {since !== null && (
          <Button kind="quiet" busy={ending.busy} onClick={ending.run}>
            {t("mine.calendarStop")}
          </Button>
        )}
      </div>
      {since !== null && <p class="soft small">{t("mine.calendarAgainHint")}</p>}
      <Failure error={making.failure ?? ending.failure ?? (offline.value ? null : failure)} />
    </section>
  );
}
