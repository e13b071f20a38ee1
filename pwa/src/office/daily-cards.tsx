import { useState } from "preact/hooks";
import { api } from "../api";
import type { CardPolicy } from "../schemas/wire";
import { offline } from "../shell/online";
import { Failure } from "../ui/failure";
import { Choice } from "../ui/field";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/office";

/** Whether the body's members show another card each day: what it gives, what it costs (R04). */
export function DailyCards({ code }: { code: string }) {
  const path = `/api/office/${code}/cards`;
  const { value, failure, reload } = useLoaded(path, (signal) =>
    api<CardPolicy>("GET", path, undefined, signal),
  );
  const [saved, setSaved] = useState<CardPolicy | null>(null);
  const [wanted, want] = useState<boolean | null>(null);
  const saving = useTask(async (daily: boolean) => {
    const choice: CardPolicy = { daily };
    want(daily);
    try {
      setSaved(await api<CardPolicy>("PUT", path, choice));
      toast(t(daily ? "daily.on" : "daily.off"));
    } finally {
      want(null);
    }
  });
  const policy = saved ?? value;
  return (
    <section class="panel stack">
      <h2>{t("daily.title")}</h2>
      <p>{t("daily.gives")}</p>
      <ul>
        <li>{t("daily.costsName")}</li>
        <li>{t("daily.costsQuota")}</li>
      </ul>
      <Failure error={saving.failure ?? failure} {...(failure ? { retry: reload } : {})} />
      {!policy && !failure && <Skeleton lines={2} />}
      {policy && (
        <Choice
          label={t("daily.choice")}
          hint={t("daily.hint")}
          checked={wanted ?? policy.daily}
          disabled={offline.value}
          aria-busy={saving.busy}
          onClick={(event) => saving.busy && event.preventDefault()}
          onChange={(event) => saving.run(event.currentTarget.checked)}
        />
      )}
    </section>
  );
}
