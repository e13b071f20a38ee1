import { useState } from "preact/hooks";
import { api } from "../api";
import type { GuardianInvite } from "../schemas/identity";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { dateAndTime } from "../ui/format";
import { Notice } from "../ui/notice";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/identity";

/** A minor asks a guardian: a link and a code, shown once (R17). */
export function InviteGuardian({ consented }: { consented: boolean }) {
  const [made, setMade] = useState<GuardianInvite | null>(null);
  const { run, busy, failure } = useTask(async () => {
    setMade(await api<GuardianInvite>("POST", "/api/identity/guardian/invites"));
  });
  return (
    <section class="panel stack">
      {consented ? (
        <Notice tone="good" title={t("guardian.stands")} />
      ) : (
        <Notice tone="warn" title={t("guardian.needed")}>
          <p>{t("guardian.neededHint")}</p>
        </Notice>
      )}
      {made && <Made invite={made} />}
      <Failure error={failure} />
      <div class="row">
        <Button kind={consented || made ? "secondary" : "primary"} busy={busy} onClick={run}>
          {t(consented || made ? "guardian.askAgain" : "guardian.ask")}
        </Button>
      </div>
    </section>
  );
}

function Made({ invite }: { invite: GuardianInvite }) {
  const copying = useTask(async () => {
    await navigator.clipboard.writeText(invite.url);
    toast(t("guardian.copied"));
  });
  return (
    <div class="stack">
      <h3>{t("guardian.made")}</h3>
      <p>{t("guardian.madeHint", { when: dateAndTime(invite.expires) })}</p>
      <p>
        {t("guardian.code")}
        <br />
        <span class="identity-code" data-guardian-url={invite.url}>
          {invite.code}
        </span>
      </p>
      <div class="row">
        <Button busy={copying.busy} onClick={copying.run}>
          {t("guardian.copy")}
        </Button>
        {"share" in navigator && (
          <Button onClick={() => void navigator.share({ url: invite.url }).catch(() => {})}>
            {t("guardian.share")}
          </Button>
        )}
      </div>
      <Failure error={copying.failure} />
    </div>
  );
}
