import { useState } from "preact/hooks";
import { api } from "../api";
import type { Replica } from "../replica";
import { startOf } from "../replica/calendar";
import {
  type AskReview,
  DecidedBy,
  type DecisionInfo,
  type DecisionItem,
  type MemberStanding,
} from "../schemas/wire";
import { offline } from "../shell/online";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { TextArea } from "../ui/field";
import { longDate } from "../ui/format";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/standing";
import { decisionWords } from "./words";

const SHOWN = 5;
/** Of `Words` in the schema. */
const CHARACTERS = 1000;

/** Everything that was decided (R18): what, why, by which rule, by whom; a review can be asked. */
export function Decisions({ replica, body }: { replica: Replica; body: number }) {
  const [all, showAll] = useState(false);
  const told = replica
    .ofKind("DecisionItem")
    .value.filter((one) => one.body === body)
    .sort((a, b) => b.decision - a.decision);
  const path = `/api/registrations/${String(body).padStart(6, "0")}/standing`;
  // What was asked and answered is known to the server alone; without it the rest is shown.
  const { value, reload } = useLoaded(`${path} ${told.length} ${offline.value}`, (signal) =>
    offline.value
      ? Promise.resolve(null)
      : api<MemberStanding>("GET", path, undefined, signal).catch(() => null),
  );
  const asked = new Map(value?.decisions.map((one) => [one.id, one]));
  return (
    <section class="stack">
      <h2>{t("decisions.title")}</h2>
      {told.length === 0 && <p class="soft">{t("decisions.none")}</p>}
      <ul class="rows">
        {(all ? told : told.slice(0, SHOWN)).map((one) => (
          <Decision
            key={one.decision}
            item={one}
            asked={asked.get(one.decision)}
            onAsked={reload}
          />
        ))}
      </ul>
      {!all && told.length > SHOWN && (
        <Button wide onClick={() => showAll(true)}>
          {t("decisions.more")}
        </Button>
      )}
    </section>
  );
}

interface DecisionProps {
  item: DecisionItem;
  asked: DecisionInfo | undefined;
  onAsked: () => void;
}

function Decision({ item, asked, onAsked }: DecisionProps) {
  const [asking, setAsking] = useState(false);
  const { what, why } = decisionWords(item.kind, item.reason);
  // What one wished for oneself, and got, needs nobody to look at it.
  const reviewable = item.by !== DecidedBy.MEMBER && item.kind !== "grant";
  return (
    <li class="item">
      <div class="item-head">
        <h3>{what}</h3>
        <span class="soft">{longDate(startOf(item.day))}</span>
      </div>
      <p>{why}</p>
      {item.until > 0 && <p>{t("premium.until", { day: longDate(startOf(item.until)) })}</p>}
      {item.note && <p>{t("decisions.note", { words: item.note })}</p>}
      <p class="soft small">
        {t(`decisions.by.${item.by}`)} · {t("decisions.rule", { rule: item.rule })}
      </p>
      {asked?.asked && <p>{t("decisions.asked", { words: asked.asked })}</p>}
      {asked?.answer && <p>{t("decisions.answer", { words: asked.answer })}</p>}
      {reviewable && !(asked?.asked && !asked.answer) && (
        <div class="row item-actions">
          <Button kind="quiet" disabled={offline.value} onClick={() => setAsking(true)}>
            {t("decisions.review")}
          </Button>
        </div>
      )}
      {asking && (
        <Review decision={item.decision} onClose={() => setAsking(false)} onAsked={onAsked} />
      )}
    </li>
  );
}

interface ReviewProps {
  decision: number;
  onClose: () => void;
  onAsked: () => void;
}

function Review({ decision, onClose, onAsked }: ReviewProps) {
  const [text, setText] = useState("");
  const [checked, setChecked] = useState(false);
  const sending = useTask(async () => {
    setChecked(true);
    if (!text.trim()) return;
    const ask: AskReview = { words: text.trim() };
    await api("POST", `/api/decisions/${decision}/review`, ask);
    toast(t("decisions.reviewSent"));
    onClose();
    onAsked();
  });
  return (
    <Dialog
      title={t("decisions.reviewTitle")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="primary" busy={sending.busy} onClick={sending.run}>
            {t("decisions.reviewSend")}
          </Button>
        </>
      }
    >
      <p>{t("decisions.reviewHint")}</p>
      <TextArea
        label={t("decisions.reviewWords")}
        value={text}
        maxLength={CHARACTERS}
        error={checked && !text.trim() ? t("decisions.reviewMissing") : undefined}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Failure error={sending.failure} />
    </Dialog>
  );
}
