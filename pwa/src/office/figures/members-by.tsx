import type { MembersBy as By, Part } from "../../schemas/figures";
import { t } from "../../ui/words/figures";
import { useBodyNames } from "../body-names";
import { Bars, Chart, Table } from "./chart";
import { count, percent } from "./numbers";
import { TileMap } from "./tile-map";
import { codeOf } from "./tiles";

interface MembersByProps {
  title: string;
  by: By;
  /** Of a prefecture's municipalities: one person may be registered with several. */
  within?: boolean;
}

/** Members by tier, home and age: each person once (実人数), and each registration (延べ). */
export function MembersBy({ title, by, within = false }: MembersByProps) {
  const names = useBodyNames();
  const home = (key: string) =>
    key === "other" ? t("home.other") : key === "unproven" ? t("unproven") : names(codeOf(key));
  const heads = within
    ? [t("people.once"), t("people.each"), t("part")]
    : [t("people.once"), t("part")];
  const rows = (parts: readonly Part[], name: (key: string) => string) =>
    parts
      .filter(({ count: each }) => each > 0)
      .map(({ key, people, count: each }) => {
        const part = percent(people, by.people);
        return within ? [name(key), people, each, part] : [name(key), people, part];
      });
  const tiers = [...by.tiers, ...by.marks.filter(({ key }) => key === "marked")];
  const [most] = by.residence
    .filter(({ key, people }) => people > 0 && key !== "unproven")
    .toSorted((a, b) => b.people - a.people);
  const [oldest] = by.ages
    .filter(({ key, people }) => people > 0 && key !== "unproven")
    .toSorted((a, b) => b.people - a.people);
  const premium = by.tiers.find(({ key }) => key === "premium")?.people ?? 0;
  return (
    <section class="stack">
      <h2>{title}</h2>
      {within && <p>{t("within.sum", { once: count(by.people), each: count(by.count) })}</p>}
      <div class="charts">
        <Chart
          title={t("by.home")}
          summary={
            most
              ? t("by.homeSum", { name: home(most.key), part: percent(most.people, by.people) })
              : t("nobody")
          }
          table={<Table heads={[t("by.home"), ...heads]} rows={rows(by.residence, home)} />}
        >
          <TileMap parts={by.residence} />
          <Bars
            bars={by.residence
              .filter(({ key }) => key === "other" || key === "unproven")
              .map((part) => ({ ...part, name: home(part.key) }))}
          />
        </Chart>
        <div class="charts-column">
          <Chart
            title={t("by.tier")}
            summary={
              by.people
                ? t("by.tierSum", { n: count(by.people), part: percent(premium, by.people) })
                : t("nobody")
            }
            table={<Table heads={[t("by.tier"), ...heads]} rows={rows(tiers, tierName)} />}
          >
            <Bars bars={tiers.map((part) => ({ ...part, name: tierName(part.key) }))} />
          </Chart>
          <Chart
            title={t("by.age")}
            summary={oldest ? t("by.ageSum", { name: ageName(oldest.key) }) : t("nobody")}
            table={<Table heads={[t("by.age"), ...heads]} rows={rows(by.ages, ageName)} />}
          >
            <Bars bars={by.ages.map((part) => ({ ...part, name: ageName(part.key) }))} />
          </Chart>
        </div>
      </div>
    </section>
  );
}

function tierName(key: string): string {
  return key === "premium"
    ? t("tier.premium")
    : key === "marked"
      ? t("tier.mark")
      : t("tier.basic");
}

function ageName(key: string): string {
  if (key === "unproven") return t("unproven");
  if (key === "0") return t("age.minor");
  if (key === "80") return t("age.oldest");
  return t("age.band", { from: key, to: key === "18" ? 29 : Number(key) + 9 });
}
