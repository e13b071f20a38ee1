import { useLayoutEffect, useRef } from "preact/hooks";
import { asMeant, isCard, type Typed } from "./keyboard";
import { type Stroke, Wedge } from "./wedge";

/** How long after the last key a code without an end is taken for complete. */
const SETTLED_MS = 250;

/** Hears a reader that types, as long as nobody writes in a field. */
export function useWedge(onTyped: (typed: Typed) => void): void {
  const heard = useRef(onTyped);
  heard.current = onTyped;
  // Before the page is painted: a reader may begin as soon as it is seen.
  useLayoutEffect(() => {
    const wedge = new Wedge();
    const swallowed = new Set<string>();
    let timer = 0;
    const tell = (strokes: readonly Stroke[] | null, ended: boolean) => {
      const typed = strokes && asMeant(strokes);
      // Without an end nobody knows that it is all: only a whole card is.
      if (typed && (ended || isWhole(typed))) heard.current(typed);
    };
    const down = (event: KeyboardEvent) => {
      if (isWritten(event.target)) return;
      // A reader's space or Enter must not press the button that has the focus.
      const quick = wedge.isTyping(event.timeStamp);
      const strokes = wedge.key(strokeOf(event), event.timeStamp);
      if (quick || strokes) {
        event.preventDefault();
        swallowed.add(event.code + event.key);
      }
      clearTimeout(timer);
      timer = window.setTimeout(() => tell(wedge.pause(performance.now()), false), SETTLED_MS);
      tell(strokes, true);
    };
    const up = (event: KeyboardEvent) => {
      if (swallowed.delete(event.code + event.key)) event.preventDefault();
    };
    addEventListener("keydown", down);
    addEventListener("keyup", up);
    return () => {
      clearTimeout(timer);
      removeEventListener("keydown", down);
      removeEventListener("keyup", up);
    };
  }, []);
}

function strokeOf({ key, code, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): Stroke {
  return { key, code, shift: shiftKey, command: ctrlKey || altKey || metaKey };
}

function isWhole(typed: Typed): boolean {
  return typed.kind === "text" && isCard(typed.text);
}

/** Whether keys write something there. */
function isWritten(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) {
    return !["button", "checkbox", "file", "radio", "submit"].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
