import { api } from "../../api";
import type { Programme } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Field, Select } from "../../ui/field";
import { named } from "../../ui/format";
import { useLoaded } from "../../ui/task";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/members";
import { countOf, type Filter } from "./asked";
import { usePrefectures } from "./prefectures";

const AWAY = [3, 6, 12, 24];

interface FiltersProps {
  code: string;
  /** Whether this person may ask for the body's programmes. */
  programmes: boolean;
  asked: URLSearchParams;
  onAsk: (name: Filter, value: string) => void;
  onClear: () => void;
}

/** Who is shown, and in which order. */
export function Filters({ code, programmes: asks, asked, onAsk, onClear }: FiltersProps) {
  const prefectures = usePrefectures();
  const { value: programmes } = useLoaded(code, (signal) =>
    asks
      ? api<Programme[]>("GET", `/api/office/${code}/programmes`, undefined, signal)
      : Promise.resolve([]),
  );
  const on = countOf(asked);
  const choice = (
    name: Filter,
    label: string,
    options: readonly (readonly [string, string])[],
    any = true,
  ) => (
    <Select
      label={label}
      value={asked.get(name) ?? ""}
      onChange={(event) => onAsk(name, event.currentTarget.value)}
    >
      {any && <option value="">{t("list.any")}</option>}
      {options.map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </Select>
  );
  return (
    <details class="panel member-filters" open={on > 0}>
      <summary>{on > 0 ? t("list.filtersOn", { n: on }) : t("list.filters")}</summary>
      <div class="member-filter-fields">
        {choice(
          "sort",
          t("list.sort"),
          [
            ["", t("list.sort.number")],
            ["kana", t("list.sort.kana")],
            ["newest", t("list.sort.newest")],
          ],
          false,
        )}
        {choice(
          "standing",
          t("list.standing"),
          [
            ["", t("list.standing.standing")],
            ["ended", t("list.standing.ended")],
            ["all", t("list.standing.all")],
          ],
          false,
        )}
        {choice("tier", t("list.tier"), [
          ["1", words("card.basic")],
          ["2", words("card.premium")],
        ])}
        {choice("office", t("list.phone"), [
          ["false", t("list.phone.false")],
          ["true", t("list.phone.true")],
        ])}
        {choice("prefecture", t("list.prefecture"), [
          ...[...prefectures].map(([number, name]) => [String(number), name] as const),
          ["0", t("list.unknown")],
        ])}
        {programmes &&
          programmes.length > 0 &&
          choice(
            "programme",
            t("list.programme"),
            programmes.map((one) => [String(one.id), named(one)]),
          )}
        {choice(
          "away",
          t("list.away"),
          AWAY.map((n) => [String(n), t("list.away.months", { n })]),
        )}
        {choice("long_stay", t("list.longStay"), [
          ["true", t("list.longStay.true")],
          ["false", t("list.longStay.false")],
        ])}
        <Field
          label={t("list.since")}
          type="date"
          value={asked.get("since") ?? ""}
          onChange={(event) => onAsk("since", event.currentTarget.value)}
        />
      </div>
      {on > 0 && (
        <div class="row">
          <Button kind="quiet" onClick={onClear}>
            {t("list.clear")}
          </Button>
        </div>
      )}
    </details>
  );
}
