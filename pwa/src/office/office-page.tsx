import "./office.css";
import { useEffect, useState } from "preact/hooks";
import { useRoute } from "preact-iso/router";
import { ApiProblem, api } from "../api";
import { type Account, Role } from "../schemas/wire";
import { offline } from "../shell/online";
import { ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { Select } from "../ui/field";
import { IconHome } from "../ui/icons";
import { keep, kept } from "../ui/kept";
import { Notice } from "../ui/notice";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { t as deskWords } from "../ui/words/desk";
import { t } from "../ui/words/office";
import { t as appWords } from "../ui/words/office-apps";
import { useBodyNames } from "./body-names";
import { countAgain, waitingAt } from "./desk/desk-count";
import { DeskPage } from "./desk/desk-page";
import { MemberPage } from "./desk/member-page";
import { LinkedAppsPage } from "./linked-apps/linked-apps-page";
import { Members } from "./members";
import { Overview } from "./overview";
import { People } from "./people";
import { Places } from "./places";
import { Projects } from "./projects";
import { RulesPage } from "./rules/rules-page";
import { Visits } from "./visits";

/** What each page of the office is given. */
export interface DeskProps {
  /** Six digits of the body whose office this is. */
  code: string;
  account: Account;
}

const PAGES = [
  { path: "", word: () => t("office.home"), page: Overview },
  { path: "desk", word: () => deskWords("nav.desk"), page: DeskPage },
  { path: "members", word: () => t("office.members"), page: Members },
  { path: "rules", word: () => deskWords("nav.rules"), page: RulesPage },
  { path: "places", word: () => t("office.places"), page: Places },
  { path: "projects", word: () => t("office.projects"), page: Projects },
  { path: "people", word: () => t("office.people"), page: People },
  { path: "apps", word: () => appWords("apps.nav"), page: LinkedAppsPage },
  { path: "attendance", word: () => t("office.attendance"), page: Visits },
] as const;

/** A town's office: who registered, the places with their codes, activities, staff, who came. */
export default function OfficePage() {
  const {
    value: account,
    failure,
    reload,
  } = useLoaded("account", (signal) => api<Account>("GET", "/api/account", undefined, signal));
  if (failure instanceof ApiProblem && failure.code === "not-signed-in") return <SignedOut />;
  if (!account) {
    return (
      <div class="page stack">
        <PageHeader title={t("office.title")} />
        {offline.value && <Notice>{t("office.offline")}</Notice>}
        {failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />}
      </div>
    );
  }
  const bodies = account.roles.filter((one) => one.role === Role.ADMIN).map((one) => one.body);
  if (bodies.length === 0) return <NoRole />;
  return <Desk account={account} bodies={bodies} />;
}

function Desk({ account, bodies }: { account: Account; bodies: readonly string[] }) {
  const { params } = useRoute();
  const [chosen, choose] = useState(() => kept("office-body"));
  const names = useBodyNames();
  const code = bodies.find((one) => one === chosen) ?? (bodies[0] as string);
  const here = PAGES.find((one) => one.path === (params.page ?? "")) ?? PAGES[0];
  const Page = here.page;
  const member = here.path === "members" ? params.id : undefined;
  const waiting = waitingAt(code);
  useEffect(() => {
    void countAgain(code);
  }, [code, here]);
  return (
    <div class="page page-wide office">
      <PageHeader title={names(code)} lead={t("office.title")} />
      {bodies.length > 1 && (
        <Select
          label={t("office.which")}
          value={code}
          onChange={(event) => {
            choose(event.currentTarget.value);
            keep("office-body", event.currentTarget.value);
          }}
        >
          {bodies.map((one) => (
            <option key={one} value={one}>
              {names(one)}
            </option>
          ))}
        </Select>
      )}
      <nav class="office-nav" aria-label={t("office.nav")}>
        {PAGES.map(({ path, word }) => (
          <a
            key={path}
            href={path ? `/office/${path}` : "/office"}
            aria-current={path === here.path ? "page" : undefined}
          >
            {word()}
            {path === "desk" && !!waiting && (
              <span class="office-count number">{deskWords("nav.waiting", { n: waiting })}</span>
            )}
          </a>
        ))}
        <a href="/staff">{t("office.staff")}</a>
      </nav>
      {offline.value && <Notice tone="warn">{t("office.offline")}</Notice>}
      {member ? (
        <MemberPage key={`${code}/${member}`} code={code} number={member} />
      ) : (
        <Page key={code} code={code} account={account} />
      )}
    </div>
  );
}

function SignedOut() {
  return (
    <div class="page">
      <PageHeader title={t("office.title")} />
      <div class="panel">
        <Empty icon={IconHome} title={t("office.signIn")}>
          <p>{t("office.signInHint")}</p>
          <ButtonLink kind="primary" href="/signin?next=/office">
            {t("office.signInButton")}
          </ButtonLink>
        </Empty>
      </div>
    </div>
  );
}

function NoRole() {
  return (
    <div class="page">
      <PageHeader title={t("office.title")} />
      <div class="panel">
        <Empty icon={IconHome} title={t("office.none")}>
          <p>{t("office.noneHint")}</p>
          <ButtonLink href="/staff">{t("office.staff")}</ButtonLink>
        </Empty>
      </div>
    </div>
  );
}
