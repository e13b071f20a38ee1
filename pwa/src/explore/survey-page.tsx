import "./explore.css";
import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";
import { api } from "../api";
import { currentReplica } from "../replica";
import { type Question, QuestionKind, type Survey, type SurveyAnswers } from "../schemas/wire";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { Choice, TextArea } from "../ui/field";
import { named } from "../ui/format";
import { IconAlert } from "../ui/icons";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { language } from "../ui/words";
import { t } from "../ui/words/pages";

/** Of an answer, in the schema. */
const ANSWER_CHARACTERS = 500;

/** A body's survey on one's relation to the area: skipped in one tap where nothing is required. */
export default function SurveyPage() {
  const { params } = useRoute();
  const code = params.code ?? "";
  const { value, failure, reload } = useLoaded(code, (signal) =>
    api<Survey>("GET", `/api/bodies/${code}/survey`, undefined, signal),
  );
  const body = currentReplica.value?.bodies.value.get(Number(code));
  return (
    <div class="page stack">
      <PageHeader
        title={t("survey.title", { body: body ? named(body) : t("scan.thisTown") })}
        lead={t("survey.lead")}
      />
      {value ? (
        <Questions code={code} questions={value.questions} />
      ) : failure ? (
        <>
          <Failure error={failure} retry={reload} />
          <ButtonLink kind="quiet" href="/card">
            {t("survey.skip")}
          </ButtonLink>
        </>
      ) : (
        <Skeleton lines={6} />
      )}
    </div>
  );
}

type Answers = Readonly<Record<string, readonly string[]>>;

function Questions({ code, questions }: { code: string; questions: readonly Question[] }) {
  const { route } = useLocation();
  const [answers, setAnswers] = useState<Answers>({});
  const [checked, setChecked] = useState(false);
  const given = (id: string) => (answers[id] ?? []).filter((answer) => answer.trim() !== "");
  const missing = questions.filter((one) => one.required && given(one.id).length === 0);
  const { run, busy, failure } = useTask(async () => {
    const all = questions.map(({ id }) => [id, given(id)] as const);
    const sent: SurveyAnswers = {
      answers: Object.fromEntries(all.filter(([, list]) => list.length > 0)),
    };
    await api("PUT", `/api/registrations/${code}/survey`, sent);
    toast(t("survey.thanks"));
    route("/card");
  });
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (missing.length === 0) void run();
      }}
    >
      {questions.map((question) => (
        <Ask
          key={question.id}
          question={question}
          answer={answers[question.id] ?? []}
          missing={checked && missing.includes(question)}
          onAnswer={(answer) => setAnswers({ ...answers, [question.id]: answer })}
        />
      ))}
      <Failure error={failure} />
      <Button type="submit" kind="primary" big wide busy={busy}>
        {t("survey.send")}
      </Button>
      {!questions.some((one) => one.required) && (
        <ButtonLink kind="quiet" href="/card">
          {t("survey.skip")}
        </ButtonLink>
      )}
    </form>
  );
}

interface AskProps {
  question: Question;
  answer: readonly string[];
  missing: boolean;
  onAnswer: (answer: string[]) => void;
}

function Ask({ question, answer, missing, onAnswer }: AskProps) {
  const english = language.value === "en";
  const label = (english && question.english) || question.label;
  const mark = t(question.required ? "survey.required" : "survey.optional");
  if (question.kind === QuestionKind.TEXT) {
    return (
      <TextArea
        label={label}
        hint={mark}
        value={answer[0] ?? ""}
        maxLength={ANSWER_CHARACTERS}
        error={missing ? t("survey.missing") : undefined}
        onInput={(event) => onAnswer([event.currentTarget.value])}
      />
    );
  }
  const one = question.kind === QuestionKind.ONE;
  return (
    <fieldset class="field">
      <legend>
        {label} <span class="field-hint">{mark}</span>
      </legend>
      <div class="stack choices">
        {question.choices.map((choice) => (
          <Choice
            key={choice.id}
            type={one ? "radio" : "checkbox"}
            name={question.id}
            label={(english && choice.english) || choice.label}
            checked={answer.includes(choice.id)}
            onChange={(event) => {
              const others = answer.filter((id) => id !== choice.id);
              if (one) onAnswer([choice.id]);
              else onAnswer(event.currentTarget.checked ? [...others, choice.id] : others);
            }}
          />
        ))}
      </div>
      {missing && (
        <p class="field-error" role="alert">
          <IconAlert />
          {t("survey.missing")}
        </p>
      )}
    </fieldset>
  );
}
