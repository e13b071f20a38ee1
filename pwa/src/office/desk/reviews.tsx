import { useState } from "preact/hooks";
import { api } from "../../api";
import type { AnswerReview, WaitingReview } from "../../schemas/wire";
import { Button, ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { TextArea } from "../../ui/field";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/desk";
import { DecisionView, Said } from "./decision-view";

interface ListProps {
  code: string;
  waiting: readonly WaitingReview[];
  onChange: () => void;
}

/** Members who asked that somebody looks at a decision again (R18). */
export function Reviews({ code, waiting, onChange }: ListProps) {
  return (
    <section class="stack">
      <h2>
        {t("review.title")} <span class="tag tag-key">{t("cases", { n: waiting.length })}</span>
      </h2>
      <ul class="stack">
        {waiting.map((one) => (
          <li key={one.decision.id}>
            <Review code={code} review={one} onChange={onChange} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Review({
  code,
  review,
  onChange,
}: {
  code: string;
  review: WaitingReview;
  onChange: () => void;
}) {
  const { number, name, decision } = review;
  const [answer, setAnswer] = useState("");
  const [checked, setChecked] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (!answer.trim()) return;
    const said: AnswerReview = { answer: answer.trim() };
    await api("POST", `/api/office/${code}/reviews/${decision.id}`, said);
    toast(t("review.sent"));
    onChange();
  });
  return (
    <form
      class="panel stack"
      data-review={decision.id}
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <h3>
        {t("number", { n: number })} {name}
      </h3>
      <Said by={t("review.words")} words={decision.asked ?? ""} />
      <div>
        <p class="soft small">{t("review.decision")}</p>
        {/* The member's words stand above. */}
        <DecisionView decision={{ ...decision, asked: null }} />
      </div>
      <TextArea
        label={t("review.answer")}
        hint={t("review.answerHint")}
        value={answer}
        maxLength={1000}
        error={checked && !answer.trim() ? t("review.answerMissing") : undefined}
        onInput={(event) => setAnswer(event.currentTarget.value)}
      />
      <Failure error={failure} />
      <div class="row">
        <Button type="submit" busy={busy}>
          {t("review.send")}
        </Button>
        <ButtonLink kind="quiet" href={`/office/members/${number}`}>
          {t("review.change")}
        </ButtonLink>
      </div>
      <p class="soft small">{t("review.changeHint")}</p>
    </form>
  );
}
