import "./explore.css";
import { useState } from "preact/hooks";
import { currentReplica } from "../replica";
import { instance } from "../shell/instance";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { named } from "../ui/format";
import { IconCheck, IconNext, IconSearch } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { language } from "../ui/words";
import { t } from "../ui/words/pages";
import { type Body, loadCatalogue, MOST, searchBodies } from "./catalogue";

/** Every municipality and prefecture, searched on the phone itself (R40). */
export default function FindPage() {
  const { value: bodies, failure, reload } = useLoaded("catalogue", loadCatalogue);
  const [query, setQuery] = useState("");
  return (
    <div class="page">
      <PageHeader title={t("find.title")} />
      <form class="stack find" onSubmit={(event) => event.preventDefault()}>
        <Field
          label={t("find.label")}
          hint={t("find.hint")}
          value={query}
          autoComplete="off"
          spellcheck={false}
          enterkeyhint="search"
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </form>
      <p>
        <a href={query.trim() ? `/search?${new URLSearchParams({ q: query })}` : "/search"}>
          {t("find.everything")}
        </a>
      </p>
      <Failure error={failure} retry={reload} />
      {bodies ? <Found bodies={bodies} query={query} /> : !failure && <Skeleton lines={6} />}
    </div>
  );
}

function Found({ bodies, query }: { bodies: readonly Body[]; query: string }) {
  const open = new Set(instance.value?.participating);
  const asked = query.trim();
  const found = asked
    ? searchBodies(bodies, query)
    : bodies.filter((one) => open.has(one.codeText));
  if (asked && found.length === 0) {
    return (
      <Empty icon={IconSearch} title={t("find.none", { query: asked })}>
        <p>{t("find.noneHint")}</p>
      </Empty>
    );
  }
  return (
    <section class="stack">
      <div role="status">
        <h2>
          {asked
            ? t(found.length < MOST ? "find.count" : "find.most", { n: found.length })
            : t("find.openList")}
        </h2>
      </div>
      {found.length === 0 && <p class="soft">{t("find.noneOpen")}</p>}
      <ul class="rows">
        {found.map((body) => (
          <li key={body.code}>
            <BodyRow body={body} open={open.has(body.codeText)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function BodyRow({ body, open }: { body: Body; open: boolean }) {
  const mine = currentReplica.value?.registrations.value.some(
    (one) => one.body === body.code && !one.ended && !one.linked,
  );
  const under = language.value === "en" ? body.prefectureEnglish : body.prefectureName;
  return (
    <a class="row-link" href={mine ? "/card" : `/register/${body.codeText}`}>
      <span class="grow">
        <b class="find-name">{named(body)}</b>
        <span class="soft">
          {body.code === body.prefecture ? "" : `${under} `}
          {language.value === "en" ? body.name : body.kana}
        </span>
        <span class="find-state">
          {mine ? (
            <span class="tag tag-key">
              <IconCheck size={18} />
              {t("find.mine")}
            </span>
          ) : open ? (
            <span class="tag tag-good">
              <IconCheck size={18} />
              {t("find.open")}
            </span>
          ) : (
            <span class="soft small">{t("find.closed")}</span>
          )}
        </span>
      </span>
      <IconNext />
    </a>
  );
}
