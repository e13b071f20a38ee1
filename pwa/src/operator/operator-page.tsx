import "../office/office.css";
import { useState } from "preact/hooks";
import { ApiProblem, api } from "../api";
import { useBodyNames } from "../office/body-names";
import { Entrance } from "../office/entrance";
import type { BecomeOperator, OfficeCode, OperatorView } from "../schemas/operating";
import { offline } from "../shell/online";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { IconHome } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Empty, PageHeader } from "../ui/page";
import { Row } from "../ui/row";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { t as officeWords } from "../ui/words/office";
import { t } from "../ui/words/people";
import { HealthView } from "./health-view";

/** The installation as its operator sees it: bodies, counts and health; nobody's data (R04, R05). */
export default function OperatorPage() {
  const { value, failure, reload } = useLoaded("operator", (signal) =>
    api<OperatorView>("GET", "/api/operator", undefined, signal),
  );
  const outside =
    failure instanceof ApiProblem && ["not-signed-in", "not-allowed"].includes(failure.code);
  return (
    <div class="page page-wide stack">
      <PageHeader
        title={t(outside ? "operator.start" : "operator.title")}
        lead={t(outside ? "operator.startHint" : "operator.lead")}
      />
      {offline.value && <Notice tone="warn">{officeWords("office.offline")}</Notice>}
      {outside ? <Begin onDone={reload} /> : <Failure error={failure} retry={reload} />}
      {!value && !failure && <Skeleton lines={6} />}
      {value && (
        <>
          <HealthView view={value} />
          <Bodies view={value} />
          <OneMore />
        </>
      )}
    </div>
  );
}

function Begin({ onDone }: { onDone: () => void }) {
  const [code, setCode] = useState("");
  const [checked, setChecked] = useState(false);
  return (
    <div class="stack">
      <Field
        label={t("operator.code")}
        value={code}
        maxLength={64}
        autoComplete="off"
        autocapitalize="characters"
        spellcheck={false}
        error={checked && !code.trim() ? t("operator.codeMissing") : undefined}
        onInput={(event) => setCode(event.currentTarget.value)}
      />
      <Entrance
        check={() => {
          setChecked(true);
          return code.trim() !== "";
        }}
        act={async () => {
          const begin: BecomeOperator = { code: code.trim() };
          await api("POST", "/api/operator/start", begin);
          return "/operator";
        }}
        onDone={onDone}
      />
    </div>
  );
}

function Bodies({ view }: { view: OperatorView }) {
  const names = useBodyNames();
  return (
    <section class="stack">
      <h2>{t("operator.bodies")}</h2>
      {view.bodies.length === 0 ? (
        <div class="panel">
          <Empty icon={IconHome} title={t("operator.none")} />
        </div>
      ) : (
        <ul class="rows">
          {view.bodies.map((line) => (
            <Row
              key={line.body}
              title={names(line.body)}
              notes={[
                t("operator.joined", { year: line.fiscal_year }),
                t(line.free ? "operator.free" : "operator.fee"),
                t("operator.members", {
                  basic: line.members_basic,
                  premium: line.members_premium,
                }),
                t("operator.counts", { staff: line.staff, partners: line.partners }),
              ]}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

/** The way in for one more body's office. */
function OneMore() {
  const [made, setMade] = useState<OfficeCode | null>(null);
  const { run, busy, failure } = useTask(async () => {
    setMade(await api<OfficeCode>("POST", "/api/operator/offices"));
  });
  return (
    <section class="panel stack">
      <h2>{t("operator.open")}</h2>
      <p>{t("operator.openHint")}</p>
      <div class="row">
        <Button busy={busy} onClick={run}>
          {t("operator.make")}
        </Button>
      </div>
      <Failure error={failure} />
      {made && (
        <Notice tone="good" live title={t("operator.made")}>
          <p class="invite-url">
            <b>{made.code}</b>
          </p>
          <p>{t("operator.madeHint", { url: made.url })}</p>
        </Notice>
      )}
    </section>
  );
}
