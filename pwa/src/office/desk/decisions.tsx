import { useState } from "preact/hooks";
import { api } from "../../api";
import type { Decide, Decided, WaitingDecision } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { Notice } from "../../ui/notice";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/desk";
import { DecideDialog } from "./decide-dialog";
import { ProgressView } from "./standing-view";

interface ListProps {
  code: string;
  waiting: readonly WaitingDecision[];
  onChange: () => void;
}

/** Whether a member is premium if it is decided as the system found. */
function asFound({ finding }: WaitingDecision): boolean {
  return finding !== "ending";
}

/** What the system found, to be confirmed: one by one, all at once, or otherwise (R31). */
export function Decisions({ code, waiting, onChange }: ListProps) {
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<Decided["refused"]>([]);
  const { run, busy, failure } = useTask(async (some: readonly WaitingDecision[]) => {
    const told: Decided = { done: [], refused: [] };
    try {
      for (const premium of [true, false]) {
        const numbers = some.filter((one) => asFound(one) === premium).map((one) => one.number);
        if (numbers.length === 0) continue;
        const wanted: Decide = { numbers, premium };
        const done = await api<Decided>("POST", `/api/office/${code}/decisions`, wanted);
        told.done.push(...done.done);
        told.refused.push(...done.refused);
      }
    } finally {
      // The first call may have gone through where the second did not.
      setAsking(false);
      setRefused(told.refused);
      if (told.done.length > 0) toast(t("decide.done", { n: told.done.length }));
      onChange();
    }
  });
  const premium = waiting.filter(asFound).length;
  return (
    <>
      {refused.length > 0 && (
        <Notice tone="warn" live title={t("decide.refused")}>
          <ul>
            {refused.map(({ number, reason }) => (
              <li key={number}>
                {t("number", { n: number })} {t(`reason.${reason}`)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <Failure error={failure} />
      {waiting.length > 0 && (
        <section class="stack" data-waiting={waiting.length}>
          <div class="row spread">
            <h2>
              {t("decide.title")}{" "}
              <span class="tag tag-key">{t("cases", { n: waiting.length })}</span>
            </h2>
            {waiting.length > 1 && (
              <Button kind="primary" onClick={() => setAsking(true)}>
                {t("decide.all", { n: waiting.length })}
              </Button>
            )}
          </div>
          <ul class="stack">
            {waiting.map((one) => (
              <li key={one.number}>
                <Waiting
                  code={code}
                  one={one}
                  busy={busy}
                  onConfirm={() => run([one])}
                  onChange={onChange}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      {asking && (
        <Dialog
          title={t("decide.allTitle", { n: waiting.length })}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{words("cancel")}</Button>
              <Button kind="primary" busy={busy} onClick={() => run(waiting)}>
                {t("decide.allNow")}
              </Button>
            </>
          }
        >
          <ul>
            {premium > 0 && <li>{t("decide.allTrue", { n: premium })}</li>}
            {premium < waiting.length && (
              <li>{t("decide.allFalse", { n: waiting.length - premium })}</li>
            )}
          </ul>
          <p>{t("decide.allHint")}</p>
        </Dialog>
      )}
    </>
  );
}

interface WaitingProps {
  code: string;
  one: WaitingDecision;
  busy: boolean;
  onConfirm: () => void;
  onChange: () => void;
}

function Waiting({ code, one, busy, onConfirm, onChange }: WaitingProps) {
  const [otherwise, setOtherwise] = useState(false);
  const { number, name, finding, standing } = one;
  return (
    <section class="panel stack">
      <div>
        <h3>
          {t("number", { n: number })} {name}
        </h3>
        <p>{t(`finding.${finding}`)}</p>
      </div>
      <ProgressView progress={standing.progress} />
      <div class="row">
        <Button busy={busy} onClick={onConfirm}>
          {t(`found.${finding}`)}
        </Button>
        <Button kind="quiet" onClick={() => setOtherwise(true)}>
          {t("decide.otherwise")}
        </Button>
        <a href={`/office/members/${number}`}>{t("desk.toMember")}</a>
      </div>
      {otherwise && (
        <DecideDialog
          code={code}
          number={number}
          name={name}
          premium={!asFound(one)}
          asFound={false}
          title={`${t("number", { n: number })}: ${t(`other.${finding}`)}`}
          act={t(`other.${finding}`)}
          onClose={() => setOtherwise(false)}
          onDone={() => {
            setOtherwise(false);
            toast(t("decide.done", { n: 1 }));
            onChange();
          }}
        />
      )}
    </section>
  );
}
