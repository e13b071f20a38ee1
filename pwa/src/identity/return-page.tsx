import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { ApiProblem, api, NoAnswer } from "../api";
import type { IdentityStatus, ProofReturn } from "../schemas/identity";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Spinner } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { t } from "../ui/words/identity";
import { guardianCode } from "./asking";
import { useBodyNames } from "./body-names";
import { Merge } from "./merge";
import { NotNow } from "./not-now";

interface Kept {
  readonly came?: ProofReturn;
}

/**
 * Back from the identity provider. What it gave moves from the address into this tab's history,
 * where loading the page anew finds it: with no answer from our server it is only sent again.
 */
export function ReturnPage() {
  const [came] = useState(() => fromAddress() ?? (history.state as Kept | null)?.came);
  const { route } = useLocation();
  useEffect(() => {
    const keep: Kept = came ? { came } : {};
    if (location.search) history.replaceState(keep, "", location.pathname);
    if (!came) route("/identity", true);
  }, [came, route]);
  return (
    <div class="page stack">
      <PageHeader
        title={t("identity.title")}
        back={{ href: "/identity", label: t("identity.title") }}
      />
      {came && <Outcome came={came} />}
    </div>
  );
}

function Outcome({ came }: { came: ProofReturn }) {
  const { value, failure, reload } = useLoaded(came.state, (signal) =>
    api<IdentityStatus>("POST", "/api/identity/proof/return", came, signal),
  );
  if (value) return <Done status={value} />;
  if (!failure) {
    return (
      <p class="row" role="status">
        <Spinner />
        {t("return.working")}
      </p>
    );
  }
  if (failure instanceof ApiProblem) {
    const { ticket } = failure.problem;
    if (failure.code === "identity-known-elsewhere" && ticket) return <Merge ticket={ticket} />;
    if (failure.code === "identity-refused") return <Refused came={came} error={failure} />;
    if (failure.code === "not-signed-in") return <NotNow error={failure} retry={reload} />;
  }
  const again = failure instanceof NoAnswer || failure instanceof ApiProblem;
  return (
    <Failure error={failure} retry={reload}>
      {again && <p>{t("return.later")}</p>}
    </Failure>
  );
}

function Done({ status }: { status: IdentityStatus }) {
  const nameOf = useBodyNames();
  const home = status.proven?.home;
  return (
    <>
      <Notice tone="good" live title={t("return.done")}>
        {home && <p>{t("return.doneHome", { home: nameOf(home) })}</p>}
      </Notice>
      {!home && (
        <Notice tone="warn" title={t("identity.nameHome")}>
          <p>{t("identity.nameHomeHint")}</p>
        </Notice>
      )}
      {guardianCode.get() ? (
        <ButtonLink kind="primary" wide href="/identity/guardian">
          {t("return.toGuardian")}
        </ButtonLink>
      ) : (
        <ButtonLink kind="primary" wide href="/identity">
          {t("return.goOn")}
        </ButtonLink>
      )}
    </>
  );
}

function Refused({ came, error }: { came: ProofReturn; error: ApiProblem }) {
  const { route } = useLocation();
  const cancelled = came.error === "access_denied";
  return (
    <>
      {cancelled ? (
        <Notice live title={t("return.cancelled")}>
          <p>{t("return.cancelledHint")}</p>
        </Notice>
      ) : (
        <Notice tone="bad" live title={t("return.refused")}>
          <p>{error.problem.detail || t("return.refusedHint")}</p>
        </Notice>
      )}
      <Button kind="primary" wide onClick={() => route("/identity")}>
        {t("return.restart")}
      </Button>
    </>
  );
}

/** Null where nothing was brought back. */
function fromAddress(): ProofReturn | null {
  const query = new URLSearchParams(location.search);
  const state = query.get("state");
  if (!state) return null;
  return {
    state,
    code: query.get("code") ?? "",
    error: query.get("error") ?? "",
    issuer: query.get("iss") ?? "",
  };
}
