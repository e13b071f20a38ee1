/** A word at the foot of the screen on what was just done, with a way back. */

import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "./button";
import { IconUndo } from "./icons";
import { t } from "./words";

interface Message {
  readonly text: string;
  readonly undo?: (() => void) | undefined;
}

/** Long enough to read, find and press; it waits while the pointer or the focus is on it. */
const UNDO_MS = 10_000;
/** Long enough to read. Nothing in it is to be pressed, so what is below it can be. */
const WORD_MS = 5_000;

const message = signal<Message | null>(null);

/** Shows `text` in place of what was there. `undo` takes back what it tells of. */
export function toast(text: string, undo?: () => void): void {
  message.value = { text, undo };
}

/** Stands once, at the end of the page: a live region has to be there before its words. */
export function Toasts() {
  const shown = message.value;
  const [held, setHeld] = useState(false);
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!shown || held) return;
    const timer = setTimeout(
      () => {
        message.value = null;
      },
      shown.undo ? UNDO_MS : WORD_MS,
    );
    return () => clearTimeout(timer);
  }, [shown, held]);
  return (
    <div class="toasts" role="status" ref={region}>
      {shown && (
        <div
          class={shown.undo ? "toast toast-undo" : "toast"}
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocusIn={() => setHeld(true)}
          onFocusOut={() => setHeld(false)}
        >
          <span>{shown.text}</span>
          {shown.undo && (
            <Button
              icon={IconUndo}
              onClick={() => {
                setHeld(false);
                message.value = null;
                shown.undo?.();
              }}
            >
              {t("undo")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
