import "./welcome.css";
import { api } from "../api";
import type { SampleOpened } from "../schemas/wire";
import { askInstance } from "../shell/instance";
import { ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { type Icon, IconHome, IconNext, IconSearch, icon } from "../ui/icons";
import { PageHeader } from "../ui/page";
import { Skeleton, Spinner } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { t } from "../ui/words/pages";
import { Personas } from "./personas";

const IconKey = icon("M8 11a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM11 12l8-8M16 7l3 3M13.500 9.500l2 2");
const IconEye = icon(
  "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
);

/** The first page: of an empty installation, of the sample village, or of one in use. */
export default function WelcomePage() {
  const { value, failure, reload } = useLoaded("instance", askInstance);
  return (
    <div class="page stack">
      {value?.sample ? (
        <Personas />
      ) : value?.empty ? (
        <Begin />
      ) : value ? (
        <Newcomer />
      ) : failure ? (
        <>
          <PageHeader title={t("welcome.title")} lead={t("welcome.lead")} />
          <Failure error={failure} retry={reload} />
        </>
      ) : (
        <Skeleton lines={6} />
      )}
    </div>
  );
}

/** Nobody has an account yet: two ways to begin. */
function Begin() {
  const { run, busy, failure } = useTask(async () => {
    const { url } = await api<SampleOpened>("POST", "/api/sample/open");
    location.assign(url);
  });
  return (
    <>
      <PageHeader title={t("welcome.empty.title")} lead={t("welcome.empty.lead")} />
      <BigLink
        href="/start"
        icon={IconHome}
        title={t("welcome.empty.start")}
        hint={t("welcome.empty.startHint")}
      />
      <button type="button" class="big" aria-disabled={busy} onClick={run}>
        <span class="big-icon">{busy ? <Spinner /> : <IconEye size={32} />}</span>
        <span class="big-words">
          <b>{t(busy ? "welcome.empty.opening" : "welcome.empty.sample")}</b>
          <span>{t("welcome.empty.sampleHint")}</span>
        </span>
        <IconNext />
      </button>
      <Failure error={failure} />
    </>
  );
}

function Newcomer() {
  return (
    <>
      <PageHeader title={t("welcome.title")} lead={t("welcome.lead")} />
      <BigLink
        href="/find"
        icon={IconSearch}
        title={t("welcome.find")}
        hint={t("welcome.findHint")}
      />
      <BigLink
        href="/signin"
        icon={IconKey}
        title={t("welcome.signIn")}
        hint={t("welcome.signInHint")}
      />
      <ButtonLink kind="quiet" href="/recover">
        {t("signIn.recover")}
      </ButtonLink>
    </>
  );
}

interface BigLinkProps {
  href: string;
  icon: Icon;
  title: string;
  hint: string;
}

function BigLink({ href, icon: Shown, title, hint }: BigLinkProps) {
  return (
    <a class="big" href={href}>
      <span class="big-icon">
        <Shown size={32} />
      </span>
      <span class="big-words">
        <b>{title}</b>
        <span>{hint}</span>
      </span>
      <IconNext />
    </a>
  );
}
