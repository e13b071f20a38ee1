import "./members.css";
import { useEffect, useState } from "preact/hooks";
import { api } from "../../api";
import { fetchSheet, save as saveFile } from "../../printed/sheet";
import type {
  MemberDetails,
  MemberPage,
  RegisterAtCounter,
  RegisteredAtCounter,
} from "../../schemas/office";
import { PaperSize } from "../../schemas/wire";
import { Button, ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Choice } from "../../ui/field";
import { IconBack, IconCard } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { useTask } from "../../ui/task";
import { t } from "../../ui/words/members";
import { useBodyNames } from "../body-names";
import { DetailsFields, fieldOf } from "./details-form";

const FIELDS = ["name", "kana", "birth_day", "prefecture", "telephone"] as const;
const NAME_CHARACTERS = 60;
const TYPING_MS = 400;

/** Somebody without a phone registers at the counter (R62): one screen, one paper. */
export function Counter({ code }: { code: string }) {
  const [made, setMade] = useState<{ done: RegisteredAtCounter; name: string } | null>(null);
  const [turn, setTurn] = useState(0);
  return (
    <div class="stack">
      <a class="back" href="/office/members">
        <IconBack />
        {t("counter.back")}
      </a>
      {made ? (
        <Done
          code={code}
          {...made}
          onNext={() => {
            setMade(null);
            setTurn(turn + 1);
          }}
        />
      ) : (
        <Form key={turn} code={code} onDone={(done, name) => setMade({ done, name })} />
      )}
    </div>
  );
}

interface FormProps {
  code: string;
  onDone: (done: RegisteredAtCounter, name: string) => void;
}

function Form({ code, onDone }: FormProps) {
  const names = useBodyNames();
  const [details, setDetails] = useState<MemberDetails>({});
  const [linked, setLinked] = useState(true);
  const [nameless, setNameless] = useState(false);
  const prefecture = prefectureOf(code);
  const same = useSameName(code, details.name ?? "");
  const { run, busy, failure } = useTask(async () => {
    const name = details.name?.trim() ?? "";
    setNameless(!name);
    if (!name) return;
    const wanted: RegisterAtCounter = { details, refuse_prefecture: !linked };
    onDone(await api<RegisteredAtCounter>("POST", `/api/office/${code}/members`, wanted), name);
  });
  const wrong = nameless && !details.name?.trim() ? "name" : fieldOf(failure);
  return (
    <form
      class="panel stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <div>
        <h2>{t("counter.title")}</h2>
        <p class="soft">{t("counter.lead")}</p>
      </div>
      <DetailsFields details={details} onChange={setDetails} fields={FIELDS} wrong={wrong} />
      {same > 0 && <Notice tone="warn">{t("counter.same")}</Notice>}
      {prefecture !== code && (
        <Choice
          label={t("counter.link", { prefecture: names(prefecture) })}
          hint={t("counter.linkHint")}
          checked={linked}
          onChange={(event) => setLinked(event.currentTarget.checked)}
        />
      )}
      {!wrong && <Failure error={failure} />}
      <Button type="submit" kind="primary" big busy={busy}>
        {t("counter.submit")}
      </Button>
    </form>
  );
}

/** How many members are called so already. What cannot be asked now is not in the way. */
function useSameName(code: string, name: string): number {
  const [same, setSame] = useState(0);
  const wanted = name.trim();
  useEffect(() => {
    setSame(0);
    if (wanted.length < 2) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const asked = new URLSearchParams({ query: wanted.slice(0, 60) });
      api<MemberPage>("GET", `/api/office/${code}/members?${asked}`, undefined, stop.signal).then(
        ({ total }) => setSame(total),
        () => {},
      );
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [code, wanted]);
  return same;
}

interface DoneProps {
  code: string;
  done: RegisteredAtCounter;
  name: string;
  onNext: () => void;
}

function Done({ code, done, name, onNext }: DoneProps) {
  return (
    <section class="panel stack" data-number={done.number}>
      <Notice tone="good" title={t("counter.done", { n: done.number })}>
        <p>{t("counter.doneHint")}</p>
      </Notice>
      <PrintWithCode
        code={code}
        number={done.number}
        card={done.card.card}
        name={name}
        takeOver={done.code}
      />
      <div class="row">
        <ButtonLink href={`/office/members/${done.number}`}>{t("counter.member")}</ButtonLink>
        <Button onClick={onNext}>{t("counter.next")}</Button>
      </div>
    </section>
  );
}

interface PrintProps {
  code: string;
  number: number;
  card: number;
  name: string;
  takeOver: string;
}

/** The card and, on a sheet of its own, the code to take the registration over by. */
export function PrintWithCode({ code, number, card, name, takeOver }: PrintProps) {
  const [large, setLarge] = useState(false);
  const printing = useTask(async () => {
    const path = `/api/office/${code}/members/${number}/printed-cards/${card}/sheet`;
    const wanted = {
      size: PaperSize.CARD,
      large,
      name: name.slice(0, NAME_CHARACTERS),
      code: takeOver,
    };
    saveFile(await fetchSheet(path, wanted), `card-${card}.pdf`);
  });
  return (
    <>
      <div>
        <p>{t("counter.code")}</p>
        <p class="take-over-code">{takeOver}</p>
        <p class="soft small">{t("counter.codeHint")}</p>
      </div>
      <Choice
        label={t("counter.large")}
        checked={large}
        onChange={(event) => setLarge(event.currentTarget.checked)}
      />
      <Failure error={printing.failure} />
      <Button kind="primary" big icon={IconCard} busy={printing.busy} onClick={printing.run}>
        {t("counter.print")}
      </Button>
    </>
  );
}

/** The code of the prefecture that a body lies in, with its check digit (JIS X 0402). */
export function prefectureOf(code: string): string {
  const digits = `${code.slice(0, 2)}000`;
  const sum = [6, 5, 4, 3, 2].reduce((all, weight, at) => all + weight * Number(digits[at]), 0);
  return `${digits}${(11 - (sum % 11)) % 10}`;
}
