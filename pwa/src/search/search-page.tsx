import "./search.css";
import { useEffect, useState } from "preact/hooks";
import { type Body, loadCatalogue } from "../explore/catalogue";
import { DocumentKind } from "../schemas/search";
import { BodyKind } from "../schemas/wire";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Field, Select } from "../ui/field";
import { named } from "../ui/format";
import { IconSearch } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { t } from "../ui/words/search";
import { Found } from "./found";
import type { Filters } from "./on-phone";
import { useSearch } from "./use-search";

const KINDS = [DocumentKind.BODY, DocumentKind.PROJECT, DocumentKind.PLACE] as const;

/** Bodies, projects and places of the whole country (R40); what the phone holds without a network. */
export default function SearchPage() {
  const [query, setQuery] = useState(() => parameter("q"));
  const [filters, setFilters] = useState<Filters>(filtersOfAddress);
  const { value: bodies } = useLoaded("catalogue", loadCatalogue);
  const { found, more, local, busy, failure, next, retry } = useSearch(query, filters, bodies);
  useEffect(() => {
    // Back from what was found, the same stands here again.
    const asked = new URLSearchParams(
      Object.entries({ q: query, ...filters }).filter(([, value]) => value),
    ).toString();
    history.replaceState(history.state, "", asked ? `/search?${asked}` : "/search");
  }, [query, filters]);
  const change = (part: Partial<Filters>) => setFilters({ ...filters, ...part });
  return (
    <div class="page" data-searched={busy ? undefined : query}>
      <PageHeader title={t("title")} back={{ href: "/find", label: t("towns") }} lead={t("lead")} />
      <form class="stack" onSubmit={(event) => event.preventDefault()}>
        <Field
          type="search"
          label={t("label")}
          hint={t("hint")}
          value={query}
          maxLength={100}
          autoComplete="off"
          spellcheck={false}
          enterkeyhint="search"
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <fieldset class="search-kinds">
          <legend class="unseen">{t("kind")}</legend>
          {(["", ...KINDS] as const).map((kind) => (
            <button
              key={kind}
              type="button"
              class="button button-secondary"
              aria-pressed={filters.kind === kind}
              onClick={() => change({ kind })}
            >
              {kindWord(kind)}
            </button>
          ))}
        </fieldset>
        <details
          class="search-more"
          open={!!(filters.prefecture || filters.from || filters.to) || undefined}
        >
          <summary>{t("narrow")}</summary>
          <div class="stack">
            <Select
              label={t("prefecture")}
              value={filters.prefecture}
              onChange={(event) => change({ prefecture: event.currentTarget.value })}
            >
              <option value="">{t("anywhere")}</option>
              {prefectures(bodies).map((one) => (
                <option key={one.code} value={one.codeText}>
                  {named(one)}
                </option>
              ))}
            </Select>
            <div class="row search-days">
              <Field
                type="date"
                label={t("from")}
                value={filters.from}
                onInput={(event) => change({ from: event.currentTarget.value })}
              />
              <Field
                type="date"
                label={t("to")}
                value={filters.to}
                onInput={(event) => change({ to: event.currentTarget.value })}
              />
            </div>
            <p class="soft small">{t("daysHint")}</p>
          </div>
        </details>
      </form>
      {local && <Notice tone="warn">{t("local")}</Notice>}
      <Failure error={failure} retry={retry} />
      {busy && found === null && <Skeleton lines={5} />}
      {found && (
        <section class="stack">
          <p role="status" class="soft">
            {found.length > 0 ? t(more ? "first" : "count", { n: found.length }) : ""}
          </p>
          {found.length === 0 && (
            <Empty icon={IconSearch} title={t("none")}>
              <p>{t(local ? "noneLocal" : "noneHint")}</p>
            </Empty>
          )}
          <ul class="rows">
            {found.map((one) => (
              <li key={`${one.kind}/${one.ref}`}>
                <Found one={one} bodies={bodies} />
              </li>
            ))}
          </ul>
          {more && (
            <Button wide busy={busy} onClick={next}>
              {t("more")}
            </Button>
          )}
        </section>
      )}
      <p class="search-foot">
        <a href="/open-data">{t("openData")}</a>
      </p>
    </div>
  );
}

function parameter(name: string): string {
  return new URLSearchParams(location.search).get(name) ?? "";
}

function filtersOfAddress(): Filters {
  const kind = KINDS.find((one) => one === parameter("kind")) ?? "";
  return {
    kind,
    prefecture: parameter("prefecture"),
    from: parameter("from"),
    to: parameter("to"),
  };
}

function prefectures(bodies: readonly Body[] | undefined): readonly Body[] {
  return bodies?.filter(({ kind }) => kind === BodyKind.PREFECTURE) ?? [];
}

function kindWord(kind: DocumentKind | ""): string {
  if (kind === DocumentKind.BODY) return t("kind.body");
  if (kind === DocumentKind.PROJECT) return t("kind.project");
  return kind === DocumentKind.PLACE ? t("kind.place") : t("kind.any");
}
