import "../journal/journal.css";
import "./premium.css";
import { useRoute } from "preact-iso/router";
import { api } from "../api";
import { bodyName } from "../places/known";
import { currentReplica, type Replica } from "../replica";
import { dayOf, startOf } from "../replica/calendar";
import { ChangeKind, type MemberStanding, Tier } from "../schemas/wire";
import { offline } from "../shell/online";
import { type OwnStanding, ownStanding } from "../standing/of-replica";
import { isRenewable } from "../standing/premium";
import { Button, ButtonLink } from "../ui/button";
import { useNow } from "../ui/clock";
import { Failure } from "../ui/failure";
import { longDate } from "../ui/format";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/standing";
import { Decisions } from "./decisions";
import { Hindrances } from "./hindrances";
import { Requirement } from "./requirement";

/** How one stands with a town: premium or not, what is missing, applying, what was decided. */
export default function PremiumPage() {
  const { params } = useRoute();
  const replica = currentReplica.value;
  const body = Number(params.code);
  const name = replica ? bodyName(replica, body) : "";
  const back = { href: "/journal", label: t("premium.back") };
  return (
    <div class="page">
      <PageHeader title={t("premium.title")} lead={name} back={back} />
      {replica &&
        (replica.isLoaded.value ? <Own replica={replica} body={body} /> : <Skeleton lines={6} />)}
      {!replica && <Notice tone="warn">{t("premium.unknown")}</Notice>}
    </div>
  );
}

function Own({ replica, body }: { replica: Replica; body: number }) {
  const today = dayOf(useNow());
  const own = ownStanding(replica, body, today);
  if (!own.held) {
    return (
      <div class="stack">
        <Notice tone="warn">{t("premium.unknown")}</Notice>
        <Decisions replica={replica} body={body} />
      </div>
    );
  }
  const { stay_days, stay_needed, long_stay } = own.standing;
  return (
    <div class="stack">
      <State own={own} />
      <div class="row">
        <ButtonLink href={`/benefits/${String(body).padStart(6, "0")}`}>
          {t("premium.benefits")}
        </ButtonLink>
      </div>
      <Requirement replica={replica} own={own} />
      <Hindrances reasons={own.standing.hindrances} />
      <Apply replica={replica} body={body} own={own} today={today} />
      <section class="panel stack">
        <h2>{t("mark.title")}</h2>
        {long_stay && <p>{t("mark.has")}</p>}
        <p>{t("mark.days", { n: stay_days, needed: stay_needed })}</p>
      </section>
      <Decisions replica={replica} body={body} />
    </div>
  );
}

/** The one thing to see first. */
function State({ own }: { own: OwnStanding }) {
  const { tier, premium_until } = own.standing;
  const premium = tier === Tier.PREMIUM;
  return (
    <Notice tone={premium ? "good" : "info"} title={t(premium ? "premium.is" : "premium.basic")}>
      {premium && premium_until > 0 && <p>{t("premium.until", { day: date(premium_until) })}</p>}
      {premium && premium_until === 0 && <p>{t("premium.byLink")}</p>}
      {!premium && <p>{t("premium.gives")}</p>}
      {own.held?.pending && <p>{t(PENDING[own.held.pending])}</p>}
    </Notice>
  );
}

const PENDING = {
  grant: "premium.pendingGrant",
  renewal: "premium.pendingRenewal",
  ending: "premium.pendingEnding",
} as const;

interface ApplyProps {
  replica: Replica;
  body: number;
  own: OwnStanding;
  today: number;
}

function Apply({ replica, body, own, today }: ApplyProps) {
  const { held, policy, standing } = own;
  const applying = useTask(async () => {
    const path = `/api/registrations/${String(body).padStart(6, "0")}/premium`;
    const { decisions } = await api<MemberStanding>("POST", path);
    await replica.sync();
    toast(t(OUTCOMES[decisions[0]?.kind ?? ChangeKind.REFUSE] ?? "premium.refused"));
  });
  if (!held || held.pending) return null;
  const renewal = held.premium_until > 0;
  if (renewal && !isRenewable(policy, held, today)) {
    const from = held.premium_until - policy.renewal_days;
    return <p class="soft">{t("premium.renewFrom", { day: date(from) })}</p>;
  }
  if (standing.hindrances.length > 0) return null;
  return (
    <div class="stack">
      <p>{t("premium.nextUntil", { day: date(standing.next_until) })}</p>
      {offline.value && <Notice>{t("premium.offline")}</Notice>}
      {replica.unsent.value > 0 && <p class="soft">{t("premium.unsent")}</p>}
      <Button
        kind="primary"
        big
        wide
        busy={applying.busy}
        disabled={offline.value}
        onClick={applying.run}
      >
        {t(renewal ? "premium.renew" : "premium.apply")}
      </Button>
      <Failure error={applying.failure} />
    </div>
  );
}

const OUTCOMES: Partial<
  Record<ChangeKind, "premium.granted" | "premium.renewed" | "premium.applied">
> = {
  premium: "premium.granted",
  renew: "premium.renewed",
  propose: "premium.applied",
};

function date(day: number): string {
  return longDate(startOf(day));
}
