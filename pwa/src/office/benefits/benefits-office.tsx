import "../rules/rules.css";
import "./benefits.css";
import { useState } from "preact/hooks";
import { api } from "../../api";
import type { Terms } from "../../benefits/terms";
import type { OfficeBenefit } from "../../schemas/benefits";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { named } from "../../ui/format";
import { IconNote } from "../../ui/icons";
import { Empty } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as kinds } from "../../ui/words/benefits";
import { t } from "../../ui/words/office-benefits";
import { Bar } from "../desk/standing-view";
import { BenefitEditor } from "./editor";
import { BLANK, fromTemplate, TEMPLATES } from "./templates";
import { yen } from "./yen-field";

/** One that is being written: `id` 0 for a new one. */
interface Writing {
  id: number;
  terms: Terms;
}

/** The body's benefits: writing them, letting members have them, what is left of the money. */
export function Benefits({ code }: { code: string }) {
  const path = `/api/office/${code}/benefits`;
  const [writing, write] = useState<Writing | null>(null);
  const { value, failure, reload } = useLoaded(code, (signal) =>
    api<OfficeBenefit[]>("GET", path, undefined, signal),
  );
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  if (writing) {
    return (
      <BenefitEditor
        code={code}
        id={writing.id}
        started={writing.terms}
        onDone={(said) => {
          write(null);
          toast(said);
          reload();
        }}
        onLeave={(id, terms) => {
          write(null);
          reload();
          if (JSON.stringify(terms) === JSON.stringify(writing.terms)) return;
          toast(t("edit.left"), () => write({ id, terms }));
        }}
      />
    );
  }
  return (
    <div class="stack desk-lists">
      {value.length === 0 ? (
        <div class="panel">
          <Empty icon={IconNote} title={t("list.none")}>
            <p>{t("list.noneHint")}</p>
          </Empty>
        </div>
      ) : (
        <ul class="stack">
          {value.map((one) => (
            <li key={one.id}>
              <Line
                path={path}
                one={one}
                onEdit={() => write({ id: one.id, terms: one.terms as Terms })}
                onChange={reload}
              />
            </li>
          ))}
        </ul>
      )}
      <section class="panel stack">
        <div>
          <h2>{t("list.new")}</h2>
          <p class="soft">{t("list.templatesHint")}</p>
        </div>
        <ul class="template-list">
          {TEMPLATES.map((one) => (
            <li key={one}>
              <Button
                wide
                onClick={() => write({ id: 0, terms: fromTemplate(one, t(`template.${one}`)) })}
              >
                {t(`template.${one}`)}
              </Button>
            </li>
          ))}
          <li>
            <Button wide kind="quiet" onClick={() => write({ id: 0, terms: BLANK })}>
              {t("list.blank")}
            </Button>
          </li>
        </ul>
      </section>
    </div>
  );
}

interface LineProps {
  path: string;
  one: OfficeBenefit;
  onEdit: () => void;
  onChange: () => void;
}

function Line({ path, one, onEdit, onChange }: LineProps) {
  const [closing, close] = useState(false);
  const { state, terms, published, number, budget } = one;
  const changed = published !== null && JSON.stringify(published) !== JSON.stringify(terms);
  const { run, busy, failure } = useTask(async (way: "close" | "delete") => {
    if (way === "delete") await api("DELETE", `${path}/${one.id}`);
    else await api("POST", `${path}/${one.id}/close`);
    close(false);
    toast(t(way === "delete" ? "list.deleted" : "list.closed"));
    onChange();
  });
  return (
    <section class="panel stack" data-benefit={one.id} data-state={state}>
      <div class="row spread">
        <div>
          <h3>{named({ name: terms.name, english: terms.english ?? "" })}</h3>
          <p class="soft small">
            {kinds(`kind.${terms.kind ?? "other"}`)} · {t(`tie.${terms.tie ?? "untied"}`)}
            {number > 0 && ` · ${t("list.number", { n: number })}`}
          </p>
        </div>
        <span class={state === "published" ? "tag tag-key" : "tag"}>{t(`state.${state}`)}</span>
      </div>
      {state !== "draft" && changed && <p class="tag tag-warn">{t("state.changed")}</p>}
      {terms.subsidy && state !== "draft" && <BudgetView budget={budget} />}
      <Failure error={failure} />
      <div class="row">
        <Button kind={state === "draft" ? "primary" : "secondary"} onClick={onEdit}>
          {t(state === "draft" ? "list.finish" : "list.edit")}
        </Button>
        {state === "published" && (
          <Button kind="quiet" onClick={() => close(true)}>
            {t("list.close")}
          </Button>
        )}
        {state === "draft" && (
          <Button kind="quiet" busy={busy} onClick={() => run("delete")}>
            {t("list.delete")}
          </Button>
        )}
      </div>
      {closing && (
        <Dialog
          title={t("list.closeTitle", { name: terms.name })}
          onClose={() => close(false)}
          actions={
            <>
              <Button onClick={() => close(false)}>{t("list.keep")}</Button>
              <Button kind="danger" busy={busy} onClick={() => run("close")}>
                {t("list.close")}
              </Button>
            </>
          }
        >
          <p>{t("list.closeBody")}</p>
        </Dialog>
      )}
    </section>
  );
}

/** A fiscal year's money: what is granted fills the bar. */
export function BudgetView({
  budget: { year, budget, granted, waiting },
}: Pick<OfficeBenefit, "budget">) {
  if (budget === 0) return <p class="soft">{t("budget.none", { granted: yen(granted) })}</p>;
  const left = yen(Math.max(0, budget - granted));
  return (
    <div data-left={budget - granted}>
      <p>
        {t("budget.left", { year, budget: yen(budget), left })}
        {waiting > 0 && (
          <>
            {" "}
            <span class="soft">{t("budget.waiting", { waiting: yen(waiting) })}</span>
          </>
        )}
      </p>
      <Bar value={granted} most={budget} />
    </div>
  );
}
