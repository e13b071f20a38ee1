import { useEffect, useState } from "preact/hooks";
import { ApiProblem, api } from "../../api";
import type { Terms } from "../../benefits/terms";
import type { BenefitPreview, HindranceKind } from "../../schemas/benefits";
import { Failure } from "../../ui/failure";
import { Choice } from "../../ui/field";
import { IconGood } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import { language } from "../../ui/words";
import { t } from "../../ui/words/office-benefits";
import { Bar } from "../desk/standing-view";
import { peopleCount } from "../people-count";

/** After the last change. The door lets 20 through a minute. */
const QUIET_MS = 900;

export interface Checked {
  found: BenefitPreview | null;
  failure: unknown;
  /** What is written cannot be worked out yet. */
  wanting: boolean;
}

/** What R52 has against terms, and how many may have them now; `terms` null while they want. */
export function useCheck(code: string, terms: Terms | null): Checked {
  const asked = terms && JSON.stringify(terms);
  const [found, setFound] = useState<BenefitPreview | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    if (asked === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      try {
        const path = `/api/office/${code}/benefits/preview`;
        setFound(await api<BenefitPreview>("POST", path, JSON.parse(asked), stop.signal));
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
  }, [code, asked]);
  return { found, failure, wanting: terms === null };
}

interface CheckProps {
  check: Checked;
  lookedAt: readonly string[];
  onLook: (code: string, looked: boolean) => void;
}

/** Whether it may be published (R52), and for whom it is. */
export function Check({ check: { found, failure, wanting }, lookedAt, onLook }: CheckProps) {
  return (
    <section class="panel stack" data-check={found ? found.findings.length : ""}>
      <h3>{t("edit.check")}</h3>
      <Failure error={failure} />
      {wanting && <p class="soft">{t("edit.previewFaults")}</p>}
      {!wanting && !found && !failure && <Skeleton lines={4} />}
      {found && found.findings.length === 0 && (
        <p class="check-fine">
          <IconGood /> {t("edit.fine")}
        </p>
      )}
      {found?.findings.map((one) => {
        const words = language.value === "en" ? one.english : one.japanese;
        return one.refuses ? (
          <Notice key={one.code} tone="bad" live title={t("edit.refuses")}>
            <p>{words}</p>
          </Notice>
        ) : (
          <Notice key={one.code} tone="warn">
            <p>
              {one.found && <b>{t("edit.found", { found: one.found })} </b>}
              {words}
            </p>
            <Choice
              label={t("edit.looked")}
              checked={lookedAt.includes(one.code)}
              onChange={(event) => onLook(one.code, event.currentTarget.checked)}
            />
          </Notice>
        );
      })}
      {found && <Figures found={found} />}
    </section>
  );
}

function Figures({ found: { members, may, hindered } }: { found: BenefitPreview }) {
  if (members === 0) return <p class="soft">{t("edit.previewNone")}</p>;
  const others = Object.entries(hindered) as [HindranceKind, number][];
  return (
    <>
      <p role="status" class="preview-sentence" data-may={may}>
        {t("edit.preview", {
          members: members.toLocaleString("en"),
          may: may.toLocaleString("en"),
        })}
      </p>
      <Bar value={may} most={members} good />
      {others.length > 0 && (
        <div>
          <h4>{t("edit.hindered")}</h4>
          <dl class="compared">
            {others.map(([kind, n]) => (
              <div key={kind}>
                <dt>{t(`hinder.${kind}`)}</dt>
                <dd class="number">
                  <b>{peopleCount(n)}</b>
                </dd>
                <dd>
                  <Bar value={n} most={members} />
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </>
  );
}
