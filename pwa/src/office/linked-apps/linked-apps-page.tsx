import "./linked-apps.css";
import { useState } from "preact/hooks";
import { api } from "../../api";
import type { AppSecrets, LinkedApp } from "../../schemas/linked-apps";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { IconInfo } from "../../ui/icons";
import { Empty } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded } from "../../ui/task";
import { t } from "../../ui/words/office-apps";
import { AppForm } from "./app-form";
import { AppRow } from "./app-row";
import { Secrets } from "./secrets";

/** The apps that a body links: a town's own app sees who consented to it (R60). */
export function LinkedAppsPage({ code }: { code: string }) {
  const [making, make] = useState(false);
  const [made, setMade] = useState<AppSecrets | null>(null);
  const { value, failure, reload } = useLoaded(code, (signal) =>
    api<LinkedApp[]>("GET", `/api/office/${code}/apps`, undefined, signal),
  );
  const show = (secrets: AppSecrets) => {
    make(false);
    setMade(secrets);
    reload();
  };
  return (
    <div class="stack">
      <p class="soft">{t("apps.lead")}</p>
      {made && <Secrets made={made} onDone={() => setMade(null)} />}
      {making ? (
        <AppForm code={code} onLinked={show} onClose={() => make(false)} />
      ) : (
        <div class="row">
          <Button kind="primary" onClick={() => make(true)}>
            {t("apps.add")}
          </Button>
        </div>
      )}
      {failure ? <Failure error={failure} retry={reload} /> : !value && <Skeleton lines={4} />}
      {value?.length === 0 && !making && <Empty icon={IconInfo} title={t("apps.none")} />}
      {!!value?.length && (
        <ul class="rows">
          {value.map((one) => (
            <AppRow key={one.id} code={code} app={one} onChange={reload} onSecrets={show} />
          ))}
        </ul>
      )}
    </div>
  );
}
