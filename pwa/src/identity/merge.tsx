import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { arrive } from "../account/arrive";
import { api } from "../api";
import { currentReplica, forgetReplica, UnsentEntries } from "../replica";
import type { AccountsMerged, MergeAccounts } from "../schemas/identity";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { Notice } from "../ui/notice";
import { useTask } from "../ui/task";
import { t } from "../ui/words/identity";

/** The same person has another account: what joining the two means, and the choice. */
export function Merge({ ticket }: { ticket: string }) {
  const [left, setLeft] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  const { route } = useLocation();
  const joining = useTask(async () => {
    const here = currentReplica.value;
    if (!left) await here?.sync();
    // The ticket is good once: after a failure only what follows is tried again.
    const account = left ?? (await merged(ticket));
    setLeft(account);
    if (here && here.name.account !== account) {
      await arrive(account);
      await forgetReplica(here.name).catch((error: unknown) => {
        if (!(error instanceof UnsentEntries)) throw error;
      });
    } else await here?.sync();
    setDone(true);
  });
  if (done) {
    return (
      <>
        <Notice tone="good" live title={t("merge.done")}>
          <p>{t("merge.doneHint")}</p>
        </Notice>
        <ButtonLink kind="primary" wide href="/identity">
          {t("return.goOn")}
        </ButtonLink>
      </>
    );
  }
  return (
    <section class="panel stack">
      <h2>{t("merge.title")}</h2>
      <p>{t("merge.lead")}</p>
      <ul class="identity-list">
        <li>{t("merge.all")}</li>
        <li>{t("merge.number")}</li>
        <li>{t("merge.signIn")}</li>
        <li>
          <strong>{t("merge.final")}</strong>
        </li>
      </ul>
      <Failure error={joining.failure} />
      <Button kind="primary" big wide busy={joining.busy} onClick={joining.run}>
        {t(joining.busy ? "merge.busy" : "merge.yes")}
      </Button>
      {!left && (
        <Button wide onClick={() => route("/identity")}>
          {t("merge.no")}
        </Button>
      )}
    </section>
  );
}

async function merged(ticket: string): Promise<string> {
  const wanted: MergeAccounts = { ticket };
  return (await api<AccountsMerged>("POST", "/api/identity/merge", wanted)).account;
}
