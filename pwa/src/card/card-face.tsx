import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Replica } from "../replica";
import { startOf } from "../replica/calendar";
import { type CardItem, type RegistrationItem, Tier } from "../schemas/wire";
import { Button, ButtonLink } from "../ui/button";
import { dateAndTime, longDate, named } from "../ui/format";
import { IconAlert, IconBad, IconClock, IconCross, IconExpand, IconSync } from "../ui/icons";
import { useModal } from "../ui/modal";
import { Notice } from "../ui/notice";
import { toast } from "../ui/toast";
import { t } from "../ui/words";
import { Countdown, QrCode, useLiveCode } from "./live-code";
import { nameToShow } from "./presentation";
import { standing } from "./standing";
import { useWakeLock } from "./wake-lock";

interface FaceProps {
  replica: Replica;
  registration: RegistrationItem;
  nowMs: number;
}

/** The card of one registration: whose, which tier, how long, and the code to be scanned. */
export function CardFace({ replica, registration, nowMs }: FaceProps) {
  const state = standing(registration, replica.cards.value, Math.floor(nowMs / 1000));
  const card = "card" in state ? state.card : null;
  const valid = state.kind === "valid";
  return (
    <article class={`card-face ${valid ? "" : "card-face-off"}`}>
      <Names
        replica={replica}
        registration={registration}
        until={valid ? state.until : card?.expires}
      />
      {valid ? (
        <Live key={`${registration.body}`} replica={replica} card={state.card} nowMs={nowMs} />
      ) : (
        <Off kind={state.kind} card={card} registration={registration} replica={replica} />
      )}
      {valid && state.daily && <p class="card-synced">{t("card.daily")}</p>}
      <Facts registration={registration} replica={replica} />
      {valid && state.soon && (
        <Notice tone="warn">{t("card.soon", { when: dateAndTime(state.until * 1000) })}</Notice>
      )}
    </article>
  );
}

interface NamesProps extends Omit<FaceProps, "nowMs"> {
  /** In Unix seconds. */
  until: number | undefined;
}

/** All that is asked for at a glance stands above the code: a small phone shows both at once. */
function Names({ replica, registration, until }: NamesProps) {
  const bodies = replica.bodies.value;
  const body = bodies.get(registration.body);
  const prefecture = body && body.prefecture !== body.body ? bodies.get(body.prefecture) : null;
  const premium = registration.tier === Tier.PREMIUM;
  return (
    <header class="card-names">
      <p class="card-line">
        {prefecture && <span>{named(prefecture)}</span>}
        {until && <span>{t("card.until", { when: longDate(until * 1000 - 1) })}</span>}
      </p>
      <h2>{body ? named(body) : String(registration.body).padStart(6, "0")}</h2>
      <p class="row card-marks">
        <span class="card-tier">{t(premium ? "card.premium" : "card.basic")}</span>
        {registration.long_stay && <span class="card-tier">{t("card.longStay")}</span>}
        {registration.linked && <span class="card-tier">{t("card.linked")}</span>}
        <b class="card-number">
          {t("card.number")} <span class="number">{registration.member}</span>
        </b>
      </p>
    </header>
  );
}

/** A name is shown for one presentation: after that the code is nameless again. */
const NAMED_MS = 60_000;

interface LiveProps {
  replica: Replica;
  card: CardItem;
  nowMs: number;
}

function Live({ replica, card, nowMs }: LiveProps) {
  const [named, setNamed] = useState({ name: "", until: 0 });
  const name = nowMs < named.until ? named.name : null;
  const { text, seconds, broken } = useLiveCode(card, replica, nowMs, name);
  const [large, setLarge] = useState(false);
  useWakeLock();
  if (broken) return <Trouble icon={IconAlert} title={t("card.broken")} replica={replica} />;
  return (
    <div class="card-live">
      <button
        type="button"
        class="qr-button"
        aria-label={t("card.enlarge")}
        onClick={() => setLarge(true)}
      >
        {text ? <QrCode text={text} label={t("card.qr")} /> : <span class="qr qr-blank" />}
      </button>
      <div class="row card-under">
        <Countdown seconds={seconds} />
        <Button kind="quiet" icon={IconExpand} onClick={() => setLarge(true)}>
          {t("card.enlarge")}
        </Button>
        <Button
          kind="quiet"
          aria-pressed={name !== null}
          onClick={() => {
            // Asked for only now: what somebody is called is in their whole history.
            const own = nameToShow(replica.memberViews.value.name);
            if (!own) toast(t("card.noName"));
            else setNamed({ name: own, until: name === null ? nowMs + NAMED_MS : 0 });
          }}
        >
          {name === null ? t("card.name") : t("card.named", { name })}
        </Button>
      </div>
      {large && text && (
        <Large onClose={() => setLarge(false)}>
          <QrCode text={text} label={t("card.qr")} />
          <Countdown seconds={seconds} />
        </Large>
      )}
    </div>
  );
}

/** The code as large as the screen allows, on white. A tap anywhere goes back. */
function Large({ onClose, children }: { onClose: () => void; children: ComponentChildren }) {
  const element = useModal();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is `cancel`, and there is a button
    <dialog
      ref={element}
      class="card-large"
      aria-label={t("card.qr")}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={onClose}
    >
      {children}
      <div>
        <Button icon={IconCross} onClick={onClose}>
          {t("card.shrink")}
        </Button>
        <p>{t("card.bright")}</p>
      </div>
    </dialog>
  );
}

interface OffProps extends Omit<FaceProps, "nowMs"> {
  kind: "waiting" | "early" | "expired" | "revoked" | "ended";
  card: CardItem | null;
}

function Off({ kind, card, registration, replica }: OffProps) {
  if (kind === "ended") {
    const code = String(registration.body).padStart(6, "0");
    return (
      <Trouble icon={IconBad} title={t("card.ended.title")} body={t("card.ended.body")}>
        <ButtonLink href={`/register/${code}`}>{t("card.ended.again")}</ButtonLink>
      </Trouble>
    );
  }
  if (kind === "revoked") {
    // No sync brings another to this key; signing in does.
    return (
      <Trouble icon={IconBad} title={t("card.revoked.title")} body={t("card.revoked.body")}>
        <ButtonLink href="/signin">{t("sync.signIn")}</ButtonLink>
      </Trouble>
    );
  }
  const when = card ? dateAndTime(card.not_before * 1000) : "";
  const body = kind === "early" ? t("card.early.body", { when }) : t(`card.${kind}.body`);
  return <Trouble icon={IconClock} title={t(`card.${kind}.title`)} body={body} replica={replica} />;
}

interface TroubleProps {
  icon: typeof IconBad;
  title: string;
  body?: string;
  /** Given where a sync may help. */
  replica?: Replica;
  children?: ComponentChildren;
}

function Trouble({ icon: Icon, title, body, replica, children }: TroubleProps) {
  return (
    <div class="card-trouble">
      <Icon size={56} />
      <strong>{title}</strong>
      {body && <p>{body}</p>}
      {replica && (
        <Button
          icon={IconSync}
          busy={replica.syncState.value === "syncing"}
          onClick={() => replica.sync()}
        >
          {t("sync.now")}
        </Button>
      )}
      {children}
    </div>
  );
}

function Facts({ registration, replica }: Omit<FaceProps, "nowMs">) {
  const last = replica.lastSync.value;
  return (
    <p class="card-synced">
      {t("card.since", { day: longDate(startOf(registration.since)) })}
      <br />
      {last === null ? t("card.neverSynced") : t("card.synced", { when: dateAndTime(last) })}
      {replica.unsent.value > 0 && ` · ${t("bar.unsent", { n: replica.unsent.value })}`}
    </p>
  );
}
