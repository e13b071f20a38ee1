import "../office.css";
import { useRoute } from "preact-iso/router";
import { ApiProblem, api } from "../../api";
import { type Account, Role } from "../../schemas/wire";
import { offline } from "../../shell/online";
import { ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { IconHome } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Empty, PageHeader } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded } from "../../ui/task";
import { t as office } from "../../ui/words/office";
import { t } from "../../ui/words/projects";
import { useBodyNames } from "../body-names";
import { Projects } from "./projects-page";

/** The projects of a partner, for those who organise for it (R24): drafts, applications, days. */
export default function OrganisePage() {
  const { params } = useRoute();
  const names = useBodyNames();
  const {
    value: account,
    failure,
    reload,
  } = useLoaded("account", (signal) => api<Account>("GET", "/api/account", undefined, signal));
  const signedOut = failure instanceof ApiProblem && failure.code === "not-signed-in";
  const bodies = [
    ...new Set(
      account?.roles.filter((one) => one.role === Role.ORGANISER).map((one) => one.body) ?? [],
    ),
  ];
  const code = bodies.find((one) => one === params.code) ?? bodies[0];
  return (
    <div class="page page-wide office">
      <PageHeader title={t("organise.title")} lead={code && names(code)} />
      {offline.value && <Notice tone="warn">{office("office.offline")}</Notice>}
      {signedOut ? (
        <div class="panel">
          <Empty icon={IconHome} title={office("office.signIn")}>
            <ButtonLink kind="primary" href="/signin?next=/organise">
              {office("office.signInButton")}
            </ButtonLink>
          </Empty>
        </div>
      ) : !account ? (
        failure ? (
          <Failure error={failure} retry={reload} />
        ) : (
          <Skeleton lines={6} />
        )
      ) : code ? (
        <>
          {bodies.length > 1 && (
            <nav class="office-nav" aria-label={t("organise.which")}>
              {bodies.map((one) => (
                <a
                  key={one}
                  href={`/organise/${one}`}
                  aria-current={one === code ? "page" : undefined}
                >
                  {names(one)}
                </a>
              ))}
            </nav>
          )}
          <Projects key={code} code={code} base={`/organise/${code}`} />
        </>
      ) : (
        <div class="panel">
          <Empty icon={IconHome} title={t("organise.none")}>
            <p>{t("organise.noneHint")}</p>
          </Empty>
        </div>
      )}
    </div>
  );
}
