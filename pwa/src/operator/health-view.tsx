import type { ChoreLine, OperatorView } from "../schemas/operating";
import { dateAndTime } from "../ui/format";
import { Row } from "../ui/row";
import { t } from "../ui/words/people";

const CHORES = ["registrations", "printed-cards", "tidy", "mail"] as const;
/** Swept a quarter of an hour apart: twice that late, something is wrong. */
const LATE_MS = 30 * 60_000;

/** Whether things go: what arrives, what waits to be mailed, what time brought last. */
export function HealthView({ view }: { view: OperatorView }) {
  const { health } = view;
  const items = (n: number) => t("operator.items", { n });
  const figures: readonly { word: string; figure: string; note?: string | null }[] = [
    { word: t("operator.hour"), figure: items(health.records_last_hour) },
    {
      word: t("operator.lastRecord"),
      figure: health.last_record === null ? t("operator.never") : dateAndTime(health.last_record),
    },
    {
      word: t("operator.mailWaiting"),
      figure: items(health.mail_waiting),
      note:
        health.mail_oldest_due === null
          ? null
          : t("operator.mailOldest", { when: dateAndTime(health.mail_oldest_due) }),
    },
    { word: t("operator.mailFailed"), figure: items(health.mail_failed_30_days) },
    { word: t("operator.unread"), figure: items(health.unread_by_sweep) },
    { word: t("operator.aside"), figure: items(health.kept_aside) },
    { word: t("operator.feed"), figure: items(health.feed_items) },
  ];
  return (
    <section class="stack">
      <h2>{t("operator.health")}</h2>
      <dl class="figures figures-small">
        {figures.map(({ word, figure, note }) => (
          <div key={word} class="panel">
            <dt>{word}</dt>
            <dd class="number">{figure}</dd>
            {note && <dd class="soft small figures-note">{note}</dd>}
          </div>
        ))}
      </dl>
      <h3>{t("operator.sweep")}</h3>
      {health.chores.length === 0 ? (
        <p class="soft">{t("operator.sweepNever")}</p>
      ) : (
        <ul class="rows">
          {health.chores.map((chore) => (
            <Chore key={chore.chore} chore={chore} now={view.now} />
          ))}
        </ul>
      )}
      <p class="soft small">{t("operator.version", { version: view.version })}</p>
    </section>
  );
}

function Chore({ chore, now }: { chore: ChoreLine; now: number }) {
  const known = CHORES.find((one) => one === chore.chore);
  const bad = chore.failed || now - chore.ended > LATE_MS;
  const when = dateAndTime(chore.ended);
  return (
    <Row
      head={<span class={bad ? "tag tag-bad" : "tag tag-good"}>{bad ? "!" : "OK"}</span>}
      title={known ? t(`chore.${known}`) : chore.chore}
      notes={[
        chore.failed
          ? t("operator.sweepFailed", { when, error: chore.error })
          : t("operator.sweepRow", { when, n: chore.count }),
      ]}
    />
  );
}
