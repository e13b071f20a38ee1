import { useState } from "preact/hooks";
import { api } from "../api";
import { useBodyNames } from "../office/body-names";
import type { GrantedApp, ShowName } from "../schemas/linked-apps";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { Choice } from "../ui/field";
import { longDate } from "../ui/format";
import { IconInfo } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/linked-apps";
import { NotNow } from "./not-now";
import { Scopes } from "./scopes";

/** The apps that may see one's registrations, and taking that back. */
export default function AppsPage() {
  const { value, failure, reload } = useLoaded("apps", (signal) =>
    api<GrantedApp[]>("GET", "/api/linked-apps", undefined, signal),
  );
  return (
    <div class="page stack">
      <PageHeader
        title={t("apps.title")}
        back={{ href: "/settings", label: t("apps.settings") }}
        lead={t("apps.lead")}
      />
      {failure ? (
        <NotNow error={failure} retry={reload} />
      ) : !value ? (
        <Skeleton lines={6} />
      ) : value.length === 0 ? (
        <Empty icon={IconInfo} title={t("apps.none")}>
          <p class="soft">{t("apps.noneHint")}</p>
        </Empty>
      ) : (
        value.map((one) => <One key={one.id} app={one} onChange={reload} />)
      )}
    </div>
  );
}

function One({ app, onChange }: { app: GrantedApp; onChange: () => void }) {
  const body = useBodyNames()(app.body);
  const [asking, ask] = useState(false);
  const naming = useTask(async (shows: boolean) => {
    const wanted: ShowName = { shows_name: shows };
    await api("PUT", `/api/linked-apps/${app.id}`, wanted);
    toast(t(shows ? "apps.named" : "apps.unnamed"), () => void naming.run(!shows));
    onChange();
  });
  const withdrawing = useTask(async () => {
    await api("DELETE", `/api/linked-apps/${app.id}`);
    ask(false);
    toast(t("apps.withdrawn"));
    onChange();
  });
  return (
    <section class="panel stack" aria-label={app.app}>
      <div>
        <h2>{app.app}</h2>
        <p class="soft small">
          {t("apps.of", { body })} · {t("apps.since", { when: longDate(app.since) })}
        </p>
        <p class="soft small">{t("consent.who", { contact: app.contact })}</p>
      </div>
      <Scopes scopes={app.scopes} />
      <Choice
        label={t("apps.name")}
        checked={app.shows_name}
        disabled={naming.busy}
        onChange={(event) => void naming.run(event.currentTarget.checked)}
      />
      <Failure error={naming.failure} />
      <div class="row">
        <Button onClick={() => ask(true)}>{t("apps.withdraw")}</Button>
      </div>
      {asking && (
        <Dialog
          title={t("apps.withdrawTitle", { app: app.app })}
          onClose={() => ask(false)}
          actions={
            <>
              <Button onClick={() => ask(false)}>{words("cancel")}</Button>
              <Button kind="danger" busy={withdrawing.busy} onClick={withdrawing.run}>
                {t("apps.withdraw")}
              </Button>
            </>
          }
        >
          <p>{t("apps.withdrawHint")}</p>
          <Failure error={withdrawing.failure} />
        </Dialog>
      )}
    </section>
  );
}
