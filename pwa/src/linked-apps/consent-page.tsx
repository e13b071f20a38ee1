import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { useBodyNames } from "../office/body-names";
import type { AnswerConsent, AskedConsent, ConsentAnswered } from "../schemas/linked-apps";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { Choice } from "../ui/field";
import { IconBad } from "../ui/icons";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { t } from "../ui/words/linked-apps";
import { NotNow } from "./not-now";
import { Scopes } from "./scopes";

/** An app of a town sent the member here: what it asks, and their word on it (R60). */
export default function ConsentPage() {
  const query = location.search.slice(1);
  const { value, failure, reload } = useLoaded(query, (signal) =>
    api<AskedConsent>(
      "GET",
      `/api/linked-apps/asked?asked=${encodeURIComponent(query)}`,
      undefined,
      signal,
    ),
  );
  const back = value?.go_to;
  useEffect(() => {
    if (back) location.replace(back);
  }, [back]);
  return (
    <div class="page stack">
      <PageHeader title={t("consent.title")} />
      {failure ? (
        <NotNow error={failure} retry={reload} />
      ) : !value ? (
        <Skeleton lines={6} />
      ) : back ? (
        <Going />
      ) : (
        <Asked query={query} asked={value} />
      )}
    </div>
  );
}

function Going() {
  return <Notice live title={t("consent.going")} />;
}

function Asked({ query, asked }: { query: string; asked: AskedConsent }) {
  const body = useBodyNames()(asked.body);
  const [named, setNamed] = useState(asked.shows_name);
  const [gone, go] = useState(false);
  const { run, busy, failure } = useTask(async (granted: boolean) => {
    const said: AnswerConsent = { query, granted, shows_name: granted && named };
    const { go_to } = await api<ConsentAnswered>("POST", "/api/linked-apps/answer", said);
    go(true);
    location.assign(go_to);
  });
  if (gone) return <Going />;
  return (
    <>
      <p>{t("consent.asks", { app: asked.app, body })}</p>
      {asked.granted && <Notice title={t("consent.already")} />}
      <section class="panel stack">
        <h2>{t("consent.sees")}</h2>
        <Scopes scopes={asked.scopes} />
        <h2>{t("consent.not")}</h2>
        <ul class="stack scopes scopes-not">
          {(["consent.not1", "consent.not2", "consent.not3"] as const).map((one) => (
            <li key={one}>
              <IconBad />
              <span>{t(one)}</span>
            </li>
          ))}
        </ul>
      </section>
      {asked.registered ? (
        <>
          <Choice
            label={t("consent.name")}
            hint={t("consent.nameHint")}
            checked={named}
            onChange={(event) => setNamed(event.currentTarget.checked)}
          />
          <Failure error={failure} />
          <div class="stack">
            <Button kind="primary" big wide busy={busy} onClick={() => run(true)}>
              {t("consent.allow")}
            </Button>
            <Button wide busy={busy} onClick={() => run(false)}>
              {t("consent.refuse")}
            </Button>
          </div>
        </>
      ) : (
        <>
          <Notice tone="warn" title={t("consent.register", { body })}>
            <p>{t("consent.registerHint")}</p>
            <ButtonLink kind="primary" href={`/register/${asked.body}`}>
              {t("consent.registerButton")}
            </ButtonLink>
          </Notice>
          <Failure error={failure} />
          <Button wide busy={busy} onClick={() => run(false)}>
            {t("consent.refuse")}
          </Button>
        </>
      )}
      <div class="soft small">
        <p>{t("consent.who", { contact: asked.contact })}</p>
        <p>{t("consent.back", { host: asked.host })}</p>
      </div>
    </>
  );
}
