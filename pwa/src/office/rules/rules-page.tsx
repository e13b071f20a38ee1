import "../desk/desk.css";
import "./rules.css";
import { useState } from "preact/hooks";
import type { Names } from "../../policy-words/tell";
import { dayOf, formatDay, parseDay } from "../../replica/calendar";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { longDate } from "../../ui/format";
import { IconNote } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/desk";
import { isoDay } from "../days";
import type { DeskProps } from "../office-page";
import { type Draft, keepDraft, keptDraft } from "./draft";
import { RuleEditor } from "./editor";
import { loadRules, namesOf, type RulesOf } from "./of-body";
import { PolicyView } from "./policy-view";
import { Programmes } from "./programmes";

type Written = RulesOf["written"][number];

/** What a body asks of its members (R06): today, before and to come; and writing it anew. */
export function RulesPage({ code }: DeskProps) {
  const [draft, setDraft] = useState(() => keptDraft(code));
  const [writing, write] = useState(false);
  const { value, failure, reload } = useLoaded(code, (signal) => loadRules(code, signal));
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  const today = dayOf(Date.now());
  const names = namesOf(value);
  if (writing) {
    return (
      <RuleEditor
        code={code}
        rules={value}
        draft={draft ?? { from: formatDay(today + 1), policy: value.inForce }}
        today={today}
        onDone={(from) => {
          write(false);
          setDraft(keptDraft(code));
          if (from === null) return;
          toast(t("rules.saved", { day: isoDay(from) }));
          reload();
        }}
      />
    );
  }
  const discard = (old: Draft) => {
    keepDraft(code, null);
    setDraft(null);
    toast(t("rules.discarded"), () => {
      keepDraft(code, old);
      setDraft(old);
    });
  };
  const { coming, before, since } = sorted(value.written, today);
  return (
    <div class="stack desk-lists">
      {draft && (
        <Notice title={t("rules.draft")}>
          <p>{t("rules.draftHint")}</p>
          <div class="row">
            <Button kind="primary" onClick={() => write(true)}>
              {t("rules.resume")}
            </Button>
            <Button kind="quiet" onClick={() => discard(draft)}>
              {t("rules.discard")}
            </Button>
          </div>
        </Notice>
      )}
      <section class="panel stack" data-rules="now">
        <div>
          <h2>{t("rules.now")}</h2>
          <p class="soft">
            {since ? t("rules.since", { day: isoDay(since.from_day) }) : t("rules.scheme")}
          </p>
        </div>
        <PolicyView policy={value.inForce} names={names} />
        {!draft && (
          <div class="row">
            <Button kind="primary" icon={IconNote} onClick={() => write(true)}>
              {t("rules.write")}
            </Button>
          </div>
        )}
      </section>
      <History title={t("rules.coming")} written={coming} names={names} />
      <History title={t("rules.before")} written={before} names={names} />
      <Programmes code={code} programmes={value.programmes} onChange={reload} />
    </div>
  );
}

type Told = Written & { replaced: boolean };

/** `coming` in order, `before` the newest first, `since` what holds today if it was ever written.
 * Of one day the last that was written holds: the others are `replaced`. */
function sorted(written: readonly Written[], today: number) {
  const all: Told[] = written.map((one, at) => ({
    ...one,
    replaced: written[at + 1]?.from_day === one.from_day,
  }));
  const begun = all.filter((one) => parseDay(one.from_day) <= today);
  const since = begun.at(-1);
  return {
    since,
    coming: all.filter((one) => parseDay(one.from_day) > today),
    before: begun.filter((one) => one !== since).reverse(),
  };
}

interface HistoryProps {
  title: string;
  written: readonly Told[];
  names: Names;
}

function History({ title, written, names }: HistoryProps) {
  if (written.length === 0) return null;
  return (
    <section class="stack">
      <h2>{title}</h2>
      <ul class="rows">
        {written.map((one) => (
          <li key={`${one.from_day}/${one.written}`} data-from={one.from_day}>
            <details class="policy-past">
              <summary>
                <b>{t("rules.from", { day: isoDay(one.from_day) })}</b>{" "}
                <span class="soft small">{t("rules.written", { day: longDate(one.written) })}</span>{" "}
                {one.replaced && <span class="tag">{t("rules.replaced")}</span>}
              </summary>
              <PolicyView policy={one.policy} names={names} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
