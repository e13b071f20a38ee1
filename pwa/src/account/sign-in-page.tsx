import { useLocation } from "preact-iso/router";
import { currentReplica, type KnownReplica, knownReplicas, switchTo } from "../replica";
import { Button, ButtonLink } from "../ui/button";
import { dateAndTime } from "../ui/format";
import { PageHeader } from "../ui/page";
import { useLoaded, useTask } from "../ui/task";
import { t } from "../ui/words/pages";
import { AccountFailure } from "./account-failure";
import { arrive, firstPage, pageAfterSignIn } from "./arrive";
import { signIn } from "./passkey";

/** By passkey; whoever is on this phone already is one tap away, with no network. */
export default function SignInPage() {
  const { route, query } = useLocation();
  const { run, busy, failure } = useTask(async () => {
    const { account } = await signIn();
    const replica = await arrive(account);
    route(ownPath(query.next) ?? (await pageAfterSignIn(replica)));
  });
  return (
    <div class="page stack">
      <PageHeader title={t("signIn.title")} lead={t("signIn.lead")} />
      <Button kind="primary" big wide busy={busy} onClick={run}>
        {busy ? t("signIn.preparing") : t("signIn.button")}
      </Button>
      <AccountFailure error={failure} />
      <div class="row">
        <ButtonLink kind="quiet" href="/recover">
          {t("signIn.recover")}
        </ButtonLink>
        <ButtonLink kind="quiet" href="/find">
          {t("signIn.new")}
        </ButtonLink>
      </div>
      <Others />
    </div>
  );
}

/** A path within this app to go on to: `//host` and the like lead elsewhere. */
export function ownPath(next: string | undefined): string | null {
  return next && /^\/(?![/\\])/.test(next) ? next : null;
}

function Others() {
  const { value } = useLoaded("replicas", () => knownReplicas());
  const { route } = useLocation();
  const { run, busy, failure } = useTask(async (other: KnownReplica) => {
    route(firstPage(await switchTo(other)));
  });
  const open = currentReplica.value?.name;
  const others = value?.filter(
    (one) => one.instance !== open?.instance || one.account !== open?.account,
  );
  if (!others?.length) return null;
  return (
    <section class="stack">
      <h2>{t("signIn.others")}</h2>
      <ul class="rows">
        {others.map((other) => (
          <li key={other.instance + other.account} class="row-link">
            <span class="grow">{t("signIn.last", { when: dateAndTime(other.used) })}</span>
            <Button busy={busy} onClick={() => run(other)}>
              {t("signIn.switch")}
            </Button>
          </li>
        ))}
      </ul>
      <AccountFailure error={failure} />
    </section>
  );
}
