import "./desk.css";
import { useEffect, useState } from "preact/hooks";
import { api } from "../../api";
import type { Desk } from "../../schemas/wire";
import { Failure } from "../../ui/failure";
import { IconGood } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Empty } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded } from "../../ui/task";
import { t } from "../../ui/words/desk";
import { SubsidiesWait } from "../benefits/subsidies-wait";
import type { DeskProps } from "../office-page";
import { Submitted } from "../projects/submitted";
import { Decisions } from "./decisions";
import { countAgain } from "./desk-count";
import { Evidence } from "./evidence";
import { Reviews } from "./reviews";

/** What needs a person, and nothing else (R34): projects, decisions, reviews, weak evidence. */
export function DeskPage({ code }: DeskProps) {
  const { value, failure, reload } = useLoaded(code, (signal) =>
    api<Desk>("GET", `/api/office/${code}/desk`, undefined, signal),
  );
  const [submitted, setSubmitted] = useState<number | null>(null);
  useEffect(() => {
    if (value) void countAgain(code);
  }, [value, code]);
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  const { decisions, reviews, evidence, more } = value;
  const shown = { code, onChange: reload };
  return (
    <div class="stack desk-lists">
      <Submitted code={code} onCount={setSubmitted} />
      <SubsidiesWait code={code} />
      {decisions.length + reviews.length + evidence.length === 0 && submitted === 0 && (
        <div class="panel desk-empty">
          <Empty icon={IconGood} title={t("desk.empty")}>
            <p>{t("desk.emptyHint")}</p>
          </Empty>
        </div>
      )}
      {/* Stands when its list is empty, too: what was refused is told there. */}
      <Decisions {...shown} waiting={decisions} />
      {reviews.length > 0 && <Reviews {...shown} waiting={reviews} />}
      {evidence.length > 0 && <Evidence {...shown} waiting={evidence} />}
      {more && <Notice>{t("desk.more")}</Notice>}
    </div>
  );
}
