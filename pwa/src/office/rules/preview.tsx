import { useEffect, useState } from "preact/hooks";
import { ApiProblem, api } from "../../api";
import type { WholePolicy } from "../../policy-words/tell";
import type { PolicyPreview } from "../../schemas/wire";
import { Failure } from "../../ui/failure";
import { Skeleton, Spinner } from "../../ui/skeleton";
import { t } from "../../ui/words/desk";
import { Bar } from "../desk/standing-view";
import { peopleCount } from "../people-count";

/** After the last change. The door lets 20 through a minute, one every 3 s in the long run. */
const QUIET_MS = 700;

interface Answer {
  /** Of which policy, as JSON. */
  asked: string;
  figures: PolicyPreview;
}

export interface Comparison {
  /** By the rules in force, and by those being written; those of older ones stand meanwhile. */
  old: PolicyPreview | undefined;
  now: PolicyPreview | undefined;
  /** What is written cannot be worked out yet. */
  wanting: boolean;
  waiting: boolean;
  failure: unknown;
  again: () => void;
}

/** How many members would qualify today, before and after. `policy` is null while something is
 * wanting in it. */
export function useComparison(
  code: string,
  inForce: WholePolicy,
  policy: WholePolicy | null,
): Comparison {
  const before = useFigures(code, JSON.stringify(inForce));
  const after = useFigures(code, policy && JSON.stringify(policy));
  return {
    old: before.answer?.figures,
    now: after.answer?.figures,
    wanting: policy === null,
    waiting: policy !== null && after.asked !== after.answer?.asked,
    failure: before.failure ?? after.failure,
    again: () => {
      before.again();
      after.again();
    },
  };
}

/** The figures in whole: a sentence, bars, who keeps premium and who does not. */
export function Preview({ old, now, wanting, waiting, failure, again }: Comparison) {
  return (
    <section class="panel stack" data-preview={waiting || wanting || !now ? "" : now.qualifying}>
      <div class="row spread">
        <h3>{t("preview.title")}</h3>
        {waiting && !failure && (
          <span class="row soft">
            <Spinner />
            {t("preview.waiting")}
          </span>
        )}
      </div>
      <Failure error={failure} retry={again} />
      {wanting && <p class="soft">{t("preview.faults")}</p>}
      {!wanting && (!old || !now) && !failure && <Skeleton lines={4} />}
      {!wanting &&
        old &&
        now &&
        (now.members === 0 ? (
          <p class="soft">{t("preview.noMembers")}</p>
        ) : (
          <Figures old={old} now={now} />
        ))}
    </section>
  );
}

/** The same in a line, at the foot of a phone: there the whole is far below what is written. */
export function PreviewFoot({ old, now, wanting }: Comparison) {
  if (wanting || !old || !now || now.members === 0) return null;
  return (
    <p class="preview-foot" aria-hidden="true">
      <b>{t("preview.short", { n: peopleCount(now.qualifying) })}</b>
      <span>{t("preview.shortBefore", { n: peopleCount(old.qualifying) })}</span>
    </p>
  );
}

function Figures({ old, now }: { old: PolicyPreview; now: PolicyPreview }) {
  const lost = now.premium - now.kept;
  return (
    <>
      <p role="status" class="preview-sentence">
        {t("preview.sentence", {
          members: now.members.toLocaleString("en"),
          qualifying: now.qualifying.toLocaleString("en"),
        })}
      </p>
      <Compared
        title={t("preview.qualifying")}
        old={old.qualifying}
        now={now.qualifying}
        most={now.members}
      />
      <Compared title={t("preview.marked")} old={old.marked} now={now.marked} most={now.members} />
      {now.premium === 0 ? (
        <p>{t("preview.none")}</p>
      ) : (
        <p>{t("preview.kept", { premium: now.premium, kept: now.kept })}</p>
      )}
      {lost > 0 && <p>{t("preview.lost", { n: lost })}</p>}
    </>
  );
}

interface ComparedProps {
  title: string;
  old: number;
  now: number;
  most: number;
}

function Compared({ title, old, now, most }: ComparedProps) {
  return (
    <div>
      <h4>{title}</h4>
      <dl class="compared">
        {[[t("preview.inForce"), old] as const, [t("preview.new"), now] as const].map(
          ([word, n], at) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd class="number">
                <b>{peopleCount(n)}</b>
              </dd>
              <dd>
                <Bar value={n} most={most} good={at === 1} />
              </dd>
            </div>
          ),
        )}
      </dl>
    </div>
  );
}

/** The figures of a policy, as JSON: asked once it has stood for a moment, again where the server
 * wants a pause. Those of an older one stand until the next are here. */
function useFigures(code: string, asked: string | null) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (asked === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      try {
        const path = `/api/office/${code}/policy/preview`;
        const policy: unknown = JSON.parse(asked);
        const figures = await api<PolicyPreview>("POST", path, policy, stop.signal);
        setAnswer({ asked, figures });
        setFailure(null);
      } catch (error) {
        if (stop.signal.aborted) return;
        const pause = error instanceof ApiProblem && error.problem.retry_after;
        if (pause) timer = setTimeout(ask, pause * 1000);
        else setFailure(error);
      }
    };
    timer = setTimeout(ask, QUIET_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [code, asked, turn]);
  return { asked, answer, failure, again: () => setTurn((n) => n + 1) };
}
