import "../office.css";
import { useState } from "preact/hooks";
import { ApiProblem, api } from "../../api";
import type { Partner } from "../../schemas/partners";
import { type Account, Role, type RoleInfo } from "../../schemas/wire";
import { offline } from "../../shell/online";
import { ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Select } from "../../ui/field";
import { named } from "../../ui/format";
import { IconCamera, IconHome, IconJournal } from "../../ui/icons";
import { keep, kept } from "../../ui/kept";
import { Notice } from "../../ui/notice";
import { Empty, PageHeader } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded } from "../../ui/task";
import { t as officeWords } from "../../ui/words/office";
import { t } from "../../ui/words/office-people";
import { useBodyNames } from "../body-names";
import { PeopleOf } from "../people/people-of";

/** A role of a partner. */
type Held = RoleInfo & { partner: number };

/** What each part of the page is given; a part shows itself to those who may use it. */
export interface PartnerProps {
  /** Six digits of the body whose partner it is. */
  code: string;
  partner: Partner;
  roles: ReadonlySet<Role>;
  account: Account;
}

/** The parts of the page, from top to bottom. */
const PARTS = [Receive, Organise, People] as const;

/** The page of a partner's own people (R24). */
export default function PartnerPage() {
  const { value, failure, reload } = useLoaded("account", (signal) =>
    api<Account>("GET", "/api/account", undefined, signal),
  );
  if (failure instanceof ApiProblem && failure.code === "not-signed-in") return <SignedOut />;
  if (!value) {
    return (
      <div class="page stack">
        <PageHeader title={t("own.title")} />
        {offline.value && <Notice>{t("own.offline")}</Notice>}
        {failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />}
      </div>
    );
  }
  const held = value.roles.filter((one): one is Held => one.partner !== null);
  return held.length > 0 ? <Chosen account={value} held={held} /> : <NoRole />;
}

function Chosen({ account, held }: { account: Account; held: readonly Held[] }) {
  const [chosen, choose] = useState(() => Number(kept("partner")));
  const names = useBodyNames();
  const mine = [...new Set(held.map((one) => one.partner))];
  const id = mine.find((one) => one === chosen) ?? (mine[0] as number);
  const code = (held.find((one) => one.partner === id) as Held).body;
  const roles = new Set(held.filter((one) => one.partner === id).map((one) => one.role));
  const { value, failure, reload } = useLoaded(`${mine}`, (signal) =>
    Promise.all(
      mine.map((partner) => {
        const { body } = held.find((one) => one.partner === partner) as Held;
        const path = `/api/office/${body}/partners/${partner}`;
        return api<Partner>("GET", path, undefined, signal);
      }),
    ),
  );
  const partner = value?.find((one) => one.id === id);
  return (
    <div class="page stack">
      <PageHeader
        title={partner ? named(partner) : t("own.title")}
        lead={t("own.lead", { body: names(code) })}
      />
      {mine.length > 1 && value && (
        <Select
          label={t("own.which")}
          value={String(id)}
          onChange={(event) => {
            choose(Number(event.currentTarget.value));
            keep("partner", event.currentTarget.value);
          }}
        >
          {value.map((one) => (
            <option key={one.id} value={one.id}>
              {named(one)}
            </option>
          ))}
        </Select>
      )}
      {offline.value && <Notice tone="warn">{t("own.offline")}</Notice>}
      <Failure error={failure} retry={reload} />
      {!partner && !failure && <Skeleton lines={6} />}
      {partner &&
        PARTS.map((Part) => (
          <Part
            key={`${Part.name}/${id}`}
            code={code}
            partner={partner}
            roles={roles}
            account={account}
          />
        ))}
    </div>
  );
}

function Receive(_: PartnerProps) {
  return (
    <section class="panel stack">
      <ButtonLink kind="primary" big wide icon={IconCamera} href="/staff">
        {t("own.scan")}
      </ButtonLink>
      <p class="soft">{t("own.scanHint")}</p>
    </section>
  );
}

function Organise({ code, roles }: PartnerProps) {
  if (!roles.has(Role.ORGANISER)) return null;
  return (
    <section class="panel stack">
      <ButtonLink big wide icon={IconJournal} href={`/organise/${code}`}>
        {t("own.projects")}
      </ButtonLink>
      <p class="soft">{t("own.projectsHint")}</p>
    </section>
  );
}

function People({ code, partner, roles, account }: PartnerProps) {
  if (!roles.has(Role.ORGANISER)) return null;
  return (
    <section class="stack">
      <h2>{t("people.of")}</h2>
      <PeopleOf
        base={`/api/office/${code}/partners/${partner.id}`}
        people="people"
        roles={[Role.SCANNER, Role.ORGANISER]}
        me={account.account}
      />
    </section>
  );
}

function SignedOut() {
  return (
    <div class="page">
      <PageHeader title={t("own.title")} />
      <div class="panel">
        <Empty icon={IconHome} title={officeWords("office.signIn")}>
          <ButtonLink kind="primary" href="/signin?next=/partner">
            {officeWords("office.signInButton")}
          </ButtonLink>
        </Empty>
      </div>
    </div>
  );
}

function NoRole() {
  return (
    <div class="page">
      <PageHeader title={t("own.title")} />
      <div class="panel">
        <Empty icon={IconHome} title={t("own.none")}>
          <p>{t("own.noneHint")}</p>
        </Empty>
      </div>
    </div>
  );
}
