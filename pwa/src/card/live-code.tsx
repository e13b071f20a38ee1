import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { Replica } from "../replica";
import type { CardItem } from "../schemas/wire";
import { t } from "../ui/words";
import { presentCredential, STEP_SECONDS, stepAt } from "./presentation";
import { drawQr } from "./qr";

interface Shown {
  readonly step: number;
  readonly name: string | null;
  readonly text: string;
}

export interface LiveCode {
  /** Null until the first one is signed. */
  readonly text: string | null;
  /** Until the next one. */
  readonly seconds: number;
  /** These bytes are not a card of this phone: nothing can be shown. */
  readonly broken: boolean;
}

/** The text to show, signed anew for every time step in which the page is looked at. */
export function useLiveCode(
  card: CardItem,
  replica: Replica,
  nowMs: number,
  name: string | null,
): LiveCode {
  const [shown, setShown] = useState<Shown | null>(null);
  const [broken, setBroken] = useState(false);
  const step = stepAt(nowMs);
  // Before the page is painted, so that the code is in the first picture and not in the second.
  useLayoutEffect(() => {
    let current = true;
    presentCredential(
      card.credential,
      step,
      (message, holder, body) => replica.signAs(body, holder, message),
      name,
    ).then(
      (text) => {
        if (!current) return;
        setShown({ step, name, text });
        setBroken(false);
      },
      () => current && setBroken(true),
    );
    return () => {
      current = false;
    };
  }, [card, replica, step, name]);
  // Between two steps the one before stays up: a reader allows for it, an empty frame it cannot read.
  // A name is not left standing.
  const text = shown && step - shown.step <= 1 && shown.name === name ? shown.text : null;
  return { text, seconds: STEP_SECONDS - (Math.floor(nowMs / 1000) % STEP_SECONDS), broken };
}

/** Dark on white with its quiet zone, whatever the colours of the page. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => drawQr(text), [text]);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path class="qr-ground" d={`M0 0h${size}v${size}H0z`} />
      <path d={path} />
    </svg>
  );
}

/** How long the code on the screen still stands. */
export function Countdown({ seconds }: { seconds: number }) {
  return (
    <p class="countdown">
      <svg width="28" height="28" viewBox="0 0 36 36" aria-hidden="true" focusable="false">
        <circle cx="18" cy="18" r="15.915" />
        <circle
          class="countdown-left"
          cx="18"
          cy="18"
          r="15.915"
          stroke-dasharray={`${(seconds / STEP_SECONDS) * 100} 100`}
        />
      </svg>
      <span class="number">{t("card.countdown", { n: seconds })}</span>
    </p>
  );
}
