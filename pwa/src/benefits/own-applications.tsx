import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import type { Replica } from "../replica";
import type { OwnApplication } from "../schemas/benefits";
import type { SubsidyItem } from "../schemas/wire";
import { offline } from "../shell/online";
import { Button, ButtonLink } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { dateAndTime, named } from "../ui/format";
import { Notice } from "../ui/notice";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/benefits";
import { CalculationView, yen } from "./calculation-view";
import { date } from "./offer-view";
import { discard, keepApplication, loadOutbox, outbox, sendOutbox, type Waiting } from "./outbox";
import { termsOf } from "./own";

interface ListProps {
  replica: Replica;
  body: number;
  applications: readonly SubsidyItem[];
}

/** What one applied for, and what became of it; first what is still on the phone. */
export function OwnApplications({ replica, body, applications }: ListProps) {
  useEffect(() => {
    loadOutbox().catch(() => {}); // Without storage nothing waits here.
  }, []);
  const waiting = outbox.value.filter((one) => one.body === body);
  if (waiting.length + applications.length === 0) return null;
  return (
    <section class="stack">
      <h3>{t("own.title")}</h3>
      {waiting.map((one) => (
        <Unsent key={one.ref} replica={replica} one={one} />
      ))}
      {applications.map((one) => (
        <Sent key={one.application} replica={replica} one={one} />
      ))}
    </section>
  );
}

function Unsent({ replica, one }: { replica: Replica; one: Waiting }) {
  const code = String(one.body).padStart(6, "0");
  const sending = useTask(() => sendOutbox());
  const cost = one.apply.costs.reduce((sum, line) => sum + line.yen, 0);
  return (
    <article class="panel stack" data-unsent={one.failure ? "failed" : "waiting"}>
      <h4>{nameOf(replica, one.benefit)}</h4>
      <Notice
        tone={one.failure ? "bad" : "info"}
        title={t(one.failure ? "own.state.refusedBySending" : "own.state.outbox")}
      >
        {one.failure && <p>{one.failure}</p>}
      </Notice>
      <p class="number">
        {periodWords(one.apply)} / {t("own.asked", { yen: yen(cost) })}
      </p>
      <Failure error={sending.failure} />
      <div class="row">
        {one.failure ? (
          <ButtonLink kind="primary" href={`/benefits/${code}/${one.benefit}?again=${one.ref}`}>
            {t("own.again")}
          </ButtonLink>
        ) : (
          !offline.value && (
            <Button busy={sending.busy} onClick={sending.run}>
              {t("own.sendNow")}
            </Button>
          )
        )}
        <Button
          kind="quiet"
          onClick={async () => {
            await discard(one.ref);
            toast(t("own.discarded"), () => void keepApplication(one));
          }}
        >
          {t("own.discard")}
        </Button>
      </div>
    </article>
  );
}

const TONES = {
  incomplete: "tag",
  waiting: "tag",
  granted: "tag tag-key",
  refused: "tag tag-warn",
  paid: "tag tag-key",
  withdrawn: "tag",
} as const;

function Sent({ replica, one }: { replica: Replica; one: SubsidyItem }) {
  const [asking, ask] = useState(false);
  const withdrawing = useTask(async () => {
    await api("POST", `/api/subsidies/${one.application}/withdraw`);
    await replica.sync();
    ask(false);
    toast(t("own.withdrawn"));
  });
  const decided = one.state === "granted" || one.state === "paid";
  const open = one.state === "incomplete" || one.state === "waiting";
  return (
    <article class="panel stack" data-application={one.application} data-state={one.state}>
      <div class="offer-head">
        <h4>{nameOf(replica, one.benefit)}</h4>
        <span class={TONES[one.state]}>{t(`own.state.${one.state}`)}</span>
      </div>
      <p class="number">
        {periodWords(one)} / {t("own.asked", { yen: yen(one.asked) })}
      </p>
      {one.state !== "refused" && one.state !== "withdrawn" && (
        <p>
          <b class="number">
            {t(decided ? "own.amount" : "own.expected", { yen: yen(one.amount) })}
          </b>{" "}
          {one.paid > 0 && t("own.paidOn", { day: date(one.paid) })}
        </p>
      )}
      {one.words && <p class="said-words">{t("own.words", { words: one.words })}</p>}
      {!offline.value && <Details application={one.application} key={one.version} />}
      {open && !offline.value && (
        <div class="row">
          <Button kind="quiet" onClick={() => ask(true)}>
            {t("own.withdraw")}
          </Button>
        </div>
      )}
      {asking && (
        <Dialog
          title={t("own.withdrawTitle")}
          onClose={() => ask(false)}
          actions={
            <>
              <Button onClick={() => ask(false)}>{t("own.withdrawKeep")}</Button>
              <Button kind="danger" busy={withdrawing.busy} onClick={withdrawing.run}>
                {t("own.withdraw")}
              </Button>
            </>
          }
        >
          <p>{t("own.withdrawBody")}</p>
          <Failure error={withdrawing.failure} />
        </Dialog>
      )}
    </article>
  );
}

/** How the amount comes about, and everything that was done (R18): asked for when it is opened. */
function Details({ application }: { application: number }) {
  const [opened, open] = useState(false);
  return (
    <details onToggle={(event) => open(event.currentTarget.open)}>
      <summary>{t("own.how")}</summary>
      {opened && <Told application={application} />}
    </details>
  );
}

function Told({ application }: { application: number }) {
  const { value, failure, reload } = useLoaded(String(application), (signal) =>
    api<OwnApplication>("GET", `/api/subsidies/${application}`, undefined, signal),
  );
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={3} />;
  return (
    <>
      <CalculationView found={value.calculation} />
      <ul class="small own-steps">
        {value.steps.map((step) => (
          <li key={`${step.ms}.${step.kind}`}>
            {dateAndTime(step.ms)} <b>{t(`step.${step.kind as "applied"}`)}</b>{" "}
            {step.amount > 0 && t("calc.amount", { amount: yen(step.amount) })}{" "}
            <span class="soft">{t("step.rule", { rule: step.rule })}</span> {step.words}
          </li>
        ))}
      </ul>
    </>
  );
}

function periodWords({ from_day, nights }: { from_day: number; nights: number }): string {
  const day = date(from_day);
  return nights === 0 ? t("own.dayTrip", { day }) : t("own.period", { day, n: nights });
}

function nameOf(replica: Replica, benefit: number): string {
  const item = replica.ofKind("BenefitItem").value.find((one) => one.benefit === benefit);
  return item ? named(termsOf(item)) : t("apply.title");
}
