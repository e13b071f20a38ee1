import "./card.css";
import { useState } from "preact/hooks";
import { codesUnsaved } from "../account/codes-reminder";
import { currentReplica, type Replica } from "../replica";
import type { RegistrationItem } from "../schemas/wire";
import { ButtonLink } from "../ui/button";
import { useNow } from "../ui/clock";
import { named } from "../ui/format";
import { IconCard } from "../ui/icons";
import { keep, kept } from "../ui/kept";
import { Notice } from "../ui/notice";
import { Empty, PageHeader } from "../ui/page";
import { useLoaded } from "../ui/task";
import { useWide } from "../ui/wide";
import { t } from "../ui/words";
import { CardFace } from "./card-face";
import { inOrder } from "./standing";
import { trueTime } from "./true-time";

/** Beyond this a phone's clock may make the code look stale at the desk. */
const CLOCK_MS = 2 * 60_000;

export function CardPage() {
  const replica = currentReplica.value;
  const registrations = inOrder(replica?.registrations.value ?? []);
  if (!replica || registrations.length === 0) return <NoCard signedIn={replica !== null} />;
  return <Cards replica={replica} registrations={registrations} />;
}

interface CardsProps {
  replica: Replica;
  registrations: RegistrationItem[];
}

function Cards({ replica, registrations }: CardsProps) {
  const [chosen, choose] = useState(() => Number(kept("card-body")));
  const nowMs = trueTime(useNow(), performance.now(), replica.clockReading.value);
  const wide = useWide();
  const at = Math.max(
    registrations.findIndex((one) => one.body === chosen),
    0,
  );
  const registration = registrations[at] as RegistrationItem;
  const show = (index: number) => {
    const next = registrations[index];
    if (!next) return;
    choose(next.body);
    keep("card-body", String(next.body));
  };
  return (
    <div class="page page-wide card-page">
      <h1 class="unseen" tabIndex={-1}>
        {t("card.title")}
      </h1>
      <div class="stack">
        {registrations.length > 1 && (
          <Tabs replica={replica} registrations={registrations} at={at} onShow={show} />
        )}
        <div id="card-panel" class="stack" {...swiping((step) => show(at + step))}>
          <CardFace replica={replica} registration={registration} nowMs={nowMs} />
        </div>
        <Reminders replica={replica} />
        <ButtonLink kind="quiet" href="/find">
          {t("card.more")}
        </ButtonLink>
      </div>
      {wide && <Beside replica={replica} body={registration.body} nowMs={nowMs} />}
    </div>
  );
}

/** On a desk screen the journal stands beside the card; a phone has no room and loads none of it. */
function Beside(props: { replica: Replica; body: number; nowMs: number }) {
  const { value } = useLoaded("beside-card", () => import("../journal/beside-card"));
  return value ? <value.BesideCard {...props} /> : null;
}

interface TabsProps extends CardsProps {
  at: number;
  onShow: (index: number) => void;
}

function Tabs({ replica, registrations, at, onShow }: TabsProps) {
  const bodies = replica.bodies.value;
  return (
    <div class="tabs" role="tablist" aria-label={t("card.which")}>
      {registrations.map((one, index) => {
        const body = bodies.get(one.body);
        return (
          <button
            key={one.body}
            type="button"
            role="tab"
            aria-selected={index === at}
            aria-controls="card-panel"
            tabIndex={index === at ? 0 : -1}
            onClick={() => onShow(index)}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              if (!step) return;
              onShow(index + step);
              const next = step > 0 ? "nextElementSibling" : "previousElementSibling";
              (event.currentTarget[next] as HTMLElement | null)?.focus();
            }}
          >
            {body ? named(body) : String(one.body).padStart(6, "0")}
          </button>
        );
      })}
    </div>
  );
}

function Reminders({ replica }: { replica: Replica }) {
  const skew = replica.clockSkew.value ?? 0;
  return (
    <>
      {Math.abs(skew) > CLOCK_MS && (
        <Notice tone="warn">{t("card.clock", { n: Math.round(Math.abs(skew) / 60_000) })}</Notice>
      )}
      {codesUnsaved(replica.name.account) && (
        <Notice tone="warn" title={t("card.codes")}>
          <p>{t("card.codesBody")}</p>
          <ButtonLink href="/settings#codes">{t("card.codesSave")}</ButtonLink>
        </Notice>
      )}
    </>
  );
}

function NoCard({ signedIn }: { signedIn: boolean }) {
  return (
    <div class="page">
      <PageHeader title={t("card.title")} />
      <div class="panel">
        <Empty icon={IconCard} title={t("card.none.title")}>
          <p>{t("card.none.body")}</p>
          <ButtonLink kind="primary" big href="/find">
            {t("card.none.find")}
          </ButtonLink>
          {!signedIn && (
            <ButtonLink kind="quiet" href="/signin">
              {t("card.none.signIn")}
            </ButtonLink>
          )}
        </Empty>
      </div>
    </div>
  );
}

/** A sideways stroke of the finger turns to the next card; the tabs do the same for everybody. */
function swiping(turn: (step: 1 | -1) => void) {
  let start: { x: number; y: number } | null = null;
  return {
    onTouchStart: (event: TouchEvent) => {
      const touch = event.touches.length === 1 ? event.touches[0] : undefined;
      start = touch ? { x: touch.clientX, y: touch.clientY } : null;
    },
    onTouchEnd: (event: TouchEvent) => {
      const touch = event.changedTouches[0];
      if (!start || !touch) return;
      const across = touch.clientX - start.x;
      const along = touch.clientY - start.y;
      if (Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(along))
        turn(across < 0 ? 1 : -1);
    },
  };
}
