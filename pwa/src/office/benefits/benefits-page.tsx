import "../desk/desk.css";
import "../../benefits/benefits.css";
import "./benefits.css";
import { useRoute } from "preact-iso/router";
import { api } from "../../api";
import type { SubsidyCount } from "../../schemas/benefits";
import { useLoaded } from "../../ui/task";
import { t } from "../../ui/words/office-benefits";
import type { DeskProps } from "../office-page";
import { Benefits } from "./benefits-office";
import { Refuge } from "./refuge";
import { Subsidies } from "./subsidies";

const PARTS = [
  { path: "", word: () => t("tab.benefits"), part: Benefits },
  { path: "subsidies", word: () => t("tab.subsidies"), part: Subsidies },
  { path: "refuge", word: () => t("tab.refuge"), part: Refuge },
] as const;

/** What the body gives its members: benefits, subsidies applied for, refuge (R50-R55). */
export function BenefitsPage({ code }: DeskProps) {
  const { params } = useRoute();
  const here = PARTS.find((one) => one.path === (params.id ?? "")) ?? PARTS[0];
  const { value: count } = useLoaded(`${code}/${here.path}`, (signal) =>
    api<SubsidyCount>("GET", `/api/office/${code}/subsidies/count`, undefined, signal),
  );
  const Part = here.part;
  return (
    <div class="stack">
      <nav class="office-parts" aria-label={t("nav.parts")}>
        {PARTS.map(({ path, word }) => (
          <a
            key={path}
            href={`/office/benefits${path && `/${path}`}`}
            aria-current={path === here.path ? "page" : undefined}
          >
            {word()}
            {path === "subsidies" && !!count?.waiting && (
              <span class="office-count number">{t("count", { n: count.waiting })}</span>
            )}
          </a>
        ))}
      </nav>
      <Part key={`${code}/${here.path}`} code={code} />
    </div>
  );
}
