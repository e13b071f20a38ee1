import "./office.css";
import type { AnyComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useRoute } from "preact-iso/router";
import { ApiProblem, api } from "../api";
import { type Account, Role } from "../schemas/wire";
import { later } from "../shell/later";
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
import { t as memberWords } from "../ui/words/members";
import { t } from "../ui/words/office";
import { t as appWords } from "../ui/words/office-apps";
import { t as benefitWords } from "../ui/words/office-benefits";
import { t as peopleWords } from "../ui/words/office-people";
import { Audit } from "./audit/audit-page";
import { BenefitsPage } from "./benefits/benefits-page";
import { useBodyNames } from "./body-names";
import { countAgain, waitingAt } from "./desk/desk-count";
import { DeskPage } from "./desk/desk-page";
import { MemberPage } from "./desk/member-page";
import { LinkedAppsPage } from "./linked-apps/linked-apps-page";
import { Counter } from "./members/counter";
import { Members } from "./members/members-page";
import { type Group, OfficeNav } from "./office-nav";
import { Overview } from "./overview";
import { Partners } from "./partners/partners-page";
import { People } from "./people";
import { Places } from "./places";
import { Projects } from "./projects/projects-page";
import { RulesPage } from "./rules/rules-page";
import { Visits } from "./visits";

/** What each page of the office is given. */
export interface DeskProps {
  /** Six digits of the body whose office this is. */
  code: string;
  account: Account;
  /** What this person may do for that body. The server decides; pages leave out what it refuses. */
  roles: ReadonlySet<Role>;
}

// Seldom opened: not in the office's own chunk.
const Transfer = later(() => import("./transfer/transfer-page"));
const FiguresPage = later(() => import("./figures/figures-page"));

interface OfficePage {
  readonly path: string;
  readonly group: Group;
  readonly roles: readonly Role[];
  word: () => string;
  page: AnyComponent<DeskProps>;
}

const { ADMIN, CLERK, READER } = Role;
const DAILY = [ADMIN, CLERK];

/** Every page, in the order of the navigation; `roles` are those whom the server lets use it. */
const PAGES: readonly OfficePage[] = [
  {
    path: "",
    group: "daily",
    roles: [...DAILY, READER],
    word: () => t("office.home"),
    page: Overview,
  },
  { path: "desk", group: "daily", roles: DAILY, word: () => deskWords("nav.desk"), page: DeskPage },
  {
    path: "members",
    group: "daily",
    roles: [...DAILY, READER],
    word: () => t("office.members"),
    page: Members,
  },
  {
    path: "attendance",
    group: "daily",
    roles: DAILY,
    word: () => t("office.attendance"),
    page: Visits,
  },
  { path: "places", group: "offer", roles: DAILY, word: () => t("office.places"), page: Places },
  {
    path: "projects",
    group: "offer",
    roles: DAILY,
    word: () => t("office.projects"),
    page: Projects,
  },
  {
    path: "benefits",
    group: "offer",
    roles: DAILY,
    word: () => benefitWords("nav"),
    page: BenefitsPage,
  },
  {
    path: "partners",
    group: "offer",
    roles: DAILY,
    word: () => peopleWords("nav.partners"),
    page: Partners,
  },
  {
    path: "rules",
    group: "body",
    roles: [ADMIN],
    word: () => deskWords("nav.rules"),
    page: RulesPage,
  },
  {
    path: "transfer",
    group: "body",
    roles: DAILY,
    word: () => memberWords("nav.transfer"),
    page: Transfer,
  },
  {
    path: "figures",
    group: "body",
    roles: [...DAILY, READER],
    word: () => deskWords("nav.figures"),
    page: FiguresPage,
  },
  { path: "people", group: "body", roles: [ADMIN], word: () => t("office.people"), page: People },
  {
    path: "apps",
    group: "body",
    roles: [ADMIN],
    word: () => appWords("apps.nav"),
    page: LinkedAppsPage,
  },
  {
    path: "audit",
    group: "body",
    roles: [ADMIN],
    word: () => peopleWords("nav.audit"),
    page: Audit,
  },
];

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
  const held = account.roles.filter(
    (one) => one.partner === null && PAGES.some(({ roles }) => roles.includes(one.role)),
  );
  if (held.length === 0) return <NoRole account={account} />;
  const bodies = [...new Set(held.map((one) => one.body))];
  return <Desk account={account} bodies={bodies} />;
}

function Desk({ account, bodies }: { account: Account; bodies: readonly string[] }) {
  const { params } = useRoute();
  const [chosen, choose] = useState(() => kept("office-body"));
  const names = useBodyNames();
  const code = bodies.find((one) => one === chosen) ?? (bodies[0] as string);
  const held = account.roles.filter((one) => one.body === code && one.partner === null);
  const roles = new Set(held.map((one) => one.role));
  const pages = PAGES.filter((one) => one.roles.some((role) => roles.has(role)));
  const here = pages.find((one) => one.path === (params.page ?? "")) ?? (pages[0] as OfficePage);
  const Page = here.page;
  const decides = roles.has(ADMIN) || roles.has(CLERK);
  const member = here.path === "members" ? params.id : undefined;
  const waiting = waitingAt(code);
  useEffect(() => {
    if (decides) void countAgain(code);
  }, [code, here, decides]);
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
      <OfficeNav pages={pages} here={here} waiting={waiting} />
      <div class="office-body">
        {offline.value && <Notice tone="warn">{t("office.offline")}</Notice>}
        {member === "new" && decides ? (
          <Counter key={code} code={code} />
        ) : member && member !== "new" ? (
          <MemberPage key={`${code}/${member}`} code={code} number={member} roles={roles} />
        ) : (
          <Page key={`${code}/${here.path}`} code={code} account={account} roles={roles} />
        )}
      </div>
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

function NoRole({ account }: { account: Account }) {
  const ofPartner = account.roles.some((one) => one.partner !== null);
  return (
    <div class="page">
      <PageHeader title={t("office.title")} />
      <div class="panel">
        <Empty icon={IconHome} title={t("office.none")}>
          <p>{t("office.noneHint")}</p>
          <ButtonLink href={ofPartner ? "/partner" : "/staff"}>
            {ofPartner ? peopleWords("own.title") : t("office.staff")}
          </ButtonLink>
          {account.operator && (
            <ButtonLink href="/operator">{peopleWords("operator.title")}</ButtonLink>
          )}
        </Empty>
      </div>
    </div>
  );
}
