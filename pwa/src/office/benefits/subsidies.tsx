import { useState } from "preact/hooks";
import { api } from "../../api";
import { dayOf, formatDay } from "../../replica/calendar";
import type {
  DecideApplications,
  DecidedApplications,
  OfficeApplication,
  PayApplications,
  SubsidyDesk,
} from "../../schemas/benefits";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { Choice, Field } from "../../ui/field";
import { IconGood } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Empty } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/office-benefits";
import { ApplicationRow } from "./application-row";
import { DecideDialog, ReopenDialog } from "./decide-dialogs";
import { yen } from "./yen-field";

interface ListProps {
  path: string;
  rows: readonly OfficeApplication[];
  onChange: () => void;
}

/** Applications: what waits with all that a decision needs, what is to be paid, what is done. */
export function Subsidies({ code }: { code: string }) {
  const path = `/api/office/${code}/subsidies`;
  const { value, failure, reload } = useLoaded(code, (signal) =>
    api<SubsidyDesk>("GET", path, undefined, signal),
  );
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  const { waiting, unpaid, done, more } = value;
  const shown = { path, onChange: reload };
  return (
    <div class="stack desk-lists">
      {waiting.length === 0 && (
        <div class="panel">
          <Empty icon={IconGood} title={t("sub.empty")}>
            <p>{t("sub.emptyHint")}</p>
          </Empty>
        </div>
      )}
      <Waiting {...shown} rows={waiting} />
      {unpaid.length > 0 && <Unpaid {...shown} rows={unpaid} />}
      {more && <Notice>{t("sub.more")}</Notice>}
      {done.length > 0 && <Done {...shown} rows={done} />}
    </div>
  );
}

function Waiting({ path, rows, onChange }: ListProps) {
  const [chosen, choose] = useState<readonly number[]>([]);
  const [deciding, decide] = useState<OfficeApplication | null>(null);
  const [asking, ask] = useState(false);
  const [left, setLeft] = useState<DecidedApplications["refused"]>([]);
  const { run, busy, failure } = useTask(async (ids: number[]) => {
    const wanted: DecideApplications = { ids, grant: true };
    const told = await api<DecidedApplications>("POST", `${path}/decisions`, wanted);
    ask(false);
    choose([]);
    setLeft(told.refused);
    if (told.done.length > 0) toast(t("sub.granted", { n: told.done.length }));
    onChange();
  });
  const some = rows.filter((one) => chosen.includes(one.id));
  const sum = some.reduce((total, one) => total + one.calculation.amount, 0);
  return (
    <>
      {left.length > 0 && (
        <Notice tone="warn" live title={t("sub.undecided")}>
          <ul>
            {left.map(({ id, reason }) => (
              <li key={id}>
                {nameOf(rows, id)} {t(`reason.${reason as "state"}`)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <Failure error={failure} />
      {rows.length > 0 && (
        <section class="stack" data-waiting={rows.length}>
          <h2>
            {t("sub.waiting")} <span class="tag tag-key">{t("count", { n: rows.length })}</span>
          </h2>
          <Choice
            label={t("sub.all", { n: rows.length })}
            checked={some.length === rows.length}
            onChange={(event) =>
              choose(event.currentTarget.checked ? rows.map((one) => one.id) : [])
            }
          />
          <ul class="stack">
            {rows.map((one) => (
              <li key={one.id}>
                <ApplicationRow path={path} one={one}>
                  <Choice
                    label={t("sub.choose", { n: one.number })}
                    checked={chosen.includes(one.id)}
                    onChange={(event) =>
                      choose(
                        event.currentTarget.checked
                          ? [...chosen, one.id]
                          : chosen.filter((id) => id !== one.id),
                      )
                    }
                  />
                  <div class="row">
                    <Button busy={busy} onClick={() => run([one.id])}>
                      {t("sub.grant", { yen: yen(one.calculation.amount) })}
                    </Button>
                    <Button kind="quiet" onClick={() => decide(one)}>
                      {t("sub.otherwise")}
                    </Button>
                  </div>
                </ApplicationRow>
              </li>
            ))}
          </ul>
          {some.length > 0 && (
            <div class="panel desk-foot">
              <b class="number">{t("sub.chosen", { n: some.length, yen: yen(sum) })}</b>
              <Button kind="primary" onClick={() => ask(true)}>
                {t("sub.grantAll")}
              </Button>
            </div>
          )}
        </section>
      )}
      {asking && (
        <Confirm
          title={t("sub.grantAllTitle", { n: some.length, yen: yen(sum) })}
          hint={t("sub.grantAllHint")}
          act={t("sub.grantAllNow")}
          busy={busy}
          onClose={() => ask(false)}
          onGo={() => run(some.map((one) => one.id))}
        />
      )}
      {deciding && (
        <DecideDialog
          path={path}
          one={deciding}
          onClose={() => decide(null)}
          onDone={(told) => {
            decide(null);
            setLeft(told.refused);
            onChange();
          }}
        />
      )}
    </>
  );
}

function Unpaid({ path, rows, onChange }: ListProps) {
  const [day, setDay] = useState(() => formatDay(dayOf(Date.now())));
  const [reopening, reopen] = useState<OfficeApplication | null>(null);
  const [asking, ask] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    const wanted: PayApplications = { ids: rows.map((one) => one.id), day };
    const { done } = await api<DecidedApplications>("POST", `${path}/paid`, wanted);
    ask(false);
    toast(t("sub.paid", { n: done.length }));
    onChange();
  });
  const sum = rows.reduce((total, one) => total + one.amount, 0);
  return (
    <section class="stack" data-unpaid={rows.length}>
      <h2>
        {t("sub.unpaid")} <span class="tag tag-key">{t("count", { n: rows.length })}</span>
      </h2>
      <section class="panel stack">
        <p class="number">
          <b>{t("sub.chosen", { n: rows.length, yen: yen(sum) })}</b>
        </p>
        <div class="row">
          <a class="button button-secondary" href={`${path}/transfers`} download>
            {t("sub.csv")}
          </a>
        </div>
        <Field
          type="date"
          label={t("sub.paidDay")}
          value={day}
          onInput={(event) => setDay(event.currentTarget.value)}
        />
        <Failure error={failure} />
        <div class="row">
          <Button kind="primary" disabled={day === ""} onClick={() => ask(true)}>
            {t("sub.pay", { n: rows.length })}
          </Button>
        </div>
        {asking && (
          <Confirm
            title={t("sub.payTitle", { n: rows.length, yen: yen(sum) })}
            hint={t("sub.payHint")}
            act={t("sub.payNow")}
            busy={busy}
            onClose={() => ask(false)}
            onGo={run}
          />
        )}
      </section>
      <ul class="stack">
        {rows.map((one) => (
          <li key={one.id}>
            <ApplicationRow path={path} one={one}>
              <div class="row">
                <Button kind="quiet" onClick={() => reopen(one)}>
                  {t("sub.reopen")}
                </Button>
              </div>
            </ApplicationRow>
          </li>
        ))}
      </ul>
      {reopening && (
        <ReopenDialog
          path={path}
          one={reopening}
          onClose={() => reopen(null)}
          onDone={() => {
            reopen(null);
            toast(t("sub.reopened"));
            onChange();
          }}
        />
      )}
    </section>
  );
}

function Done({ path, rows, onChange }: ListProps) {
  const [reopening, reopen] = useState<OfficeApplication | null>(null);
  return (
    <section class="stack">
      <h2>{t("sub.done")}</h2>
      <ul class="rows">
        {rows.map((one) => (
          <li key={one.id}>
            <details class="policy-past">
              <summary>
                <b>
                  {t("sub.number", { n: one.number })} {one.member}
                </b>{" "}
                <span class="tag">{t(`state.${one.state}`)}</span>{" "}
                {one.amount > 0 && (
                  <span class="number">{t("sub.amountGranted", { yen: yen(one.amount) })}</span>
                )}
              </summary>
              <ApplicationRow path={path} one={one}>
                {one.state === "refused" && (
                  <div class="row">
                    <Button kind="quiet" onClick={() => reopen(one)}>
                      {t("sub.reopen")}
                    </Button>
                  </div>
                )}
              </ApplicationRow>
            </details>
          </li>
        ))}
      </ul>
      {reopening && (
        <ReopenDialog
          path={path}
          one={reopening}
          onClose={() => reopen(null)}
          onDone={() => {
            reopen(null);
            toast(t("sub.reopened"));
            onChange();
          }}
        />
      )}
    </section>
  );
}

interface ConfirmProps {
  title: string;
  hint: string;
  act: string;
  busy: boolean;
  onClose: () => void;
  onGo: () => void;
}

/** What many members are told of at once, and cannot be unsaid. */
function Confirm({ title, hint, act, busy, onClose, onGo }: ConfirmProps) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("sub.cancel")}</Button>
          <Button kind="primary" busy={busy} onClick={onGo}>
            {act}
          </Button>
        </>
      }
    >
      <p>{hint}</p>
    </Dialog>
  );
}

function nameOf(rows: readonly OfficeApplication[], id: number): string {
  const one = rows.find((row) => row.id === id);
  return one ? `${t("sub.number", { n: one.number })} ${one.member}:` : "";
}
