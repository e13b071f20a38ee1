import { useState } from "preact/hooks";
import { Confirm } from "../account/confirm";
import { api } from "../api";
import type { IdentityStatus, Proven } from "../schemas/identity";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Choice } from "../ui/field";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/identity";
import { askStatus, dayText, leaveForProof } from "./asking";
import { useBodyNames } from "./body-names";
import { Consents } from "./consents";
import { InviteGuardian } from "./invite-guardian";
import { NameHome } from "./name-home";
import { NotNow } from "./not-now";

/** What is proven, all that is kept of it, and what can be done about it. */
export function ProofPage() {
  const { value, failure, reload } = useLoaded("identity", askStatus);
  return (
    <div class="page stack">
      <PageHeader
        title={t("identity.title")}
        lead={t("identity.lead")}
        back={{ href: "/settings", label: t("identity.settings") }}
      />
      {value && <Status status={value} onChange={reload} />}
      {!value && !failure && <Skeleton lines={6} />}
      {failure ? <NotNow error={failure} retry={reload} /> : null}
    </div>
  );
}

function Status({ status, onChange }: { status: IdentityStatus; onChange: () => void }) {
  const { proven, set_up: setUp } = status;
  return (
    <>
      {!setUp && (
        <Notice tone="warn" title={t("identity.notHere")}>
          <p>{t("identity.notHereHint")}</p>
        </Notice>
      )}
      {proven && <Kept proven={proven} />}
      {proven?.home === null && <NameHome onChange={onChange} />}
      {proven?.minor && <InviteGuardian consented={proven.consented} />}
      {setUp && <Begin again={proven} />}
      <Consents consents={status.consents} onChange={onChange} />
      {proven && <Withdraw onChange={onChange} />}
    </>
  );
}

function Kept({ proven }: { proven: Proven }) {
  const nameOf = useBodyNames();
  const home = proven.home === null ? t("identity.homeUnknown") : nameOf(proven.home);
  return (
    <section class="panel stack">
      <Notice tone="good" title={t("identity.done")} />
      <dl class="identity-kept">
        <dt>{t("identity.day")}</dt>
        <dd>{dayText(proven.day)}</dd>
        <dt>{t("identity.home")}</dt>
        <dd>
          {home}
          {proven.home_declared && ` (${t("identity.homeDeclared")})`}
        </dd>
        <dt>{t("identity.birth")}</dt>
        <dd>{dayText(proven.birth_day)}</dd>
        <dt>{t("identity.name")}</dt>
        <dd>{proven.name || t("identity.nameNone")}</dd>
      </dl>
      <p class="soft small">{t("identity.keepsNot")}</p>
    </section>
  );
}

/** The first proof, with what it is for; or another one, for who moved. */
function Begin({ again }: { again: Proven | null }) {
  const [keepName, setKeepName] = useState(Boolean(again?.name));
  const { run, busy, failure } = useTask(() => leaveForProof(keepName));
  return (
    <section class="panel stack">
      {again ? <p>{t("identity.againHint")}</p> : <About />}
      <Choice
        label={t("identity.keepName")}
        hint={t("identity.keepNameHint")}
        checked={keepName}
        onChange={(event) => setKeepName(event.currentTarget.checked)}
      />
      <Failure error={failure} />
      <Button kind={again ? "secondary" : "primary"} big={!again} wide busy={busy} onClick={run}>
        {t(again ? "identity.again" : "identity.begin")}
      </Button>
      <p class="soft small">{t("identity.beginHint")}</p>
    </section>
  );
}

function About() {
  return (
    <>
      <h2>{t("identity.why")}</h2>
      <ul class="identity-list">
        <li>{t("identity.why1")}</li>
        <li>{t("identity.why2")}</li>
        <li>{t("identity.why3")}</li>
      </ul>
      <h2>{t("identity.keeps")}</h2>
      <ul class="identity-list">
        <li>{t("identity.keepsHome")}</li>
        <li>{t("identity.keepsBirth")}</li>
        <li>{t("identity.keepsMark")}</li>
      </ul>
      <p>{t("identity.keepsNot")}</p>
    </>
  );
}

function Withdraw({ onChange }: { onChange: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <div class="row">
      <Button kind="danger" onClick={() => setAsking(true)}>
        {t("identity.withdraw")}
      </Button>
      {asking && (
        <Confirm
          title={t("identity.withdrawTitle")}
          body={t("identity.withdrawBody")}
          yes={t("identity.withdraw")}
          onClose={() => setAsking(false)}
          onYes={async () => {
            await api("DELETE", "/api/identity");
            toast(t("identity.withdrawn"));
            onChange();
          }}
        />
      )}
    </div>
  );
}
