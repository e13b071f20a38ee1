import { type ReadonlySignal, signal } from "@preact/signals";
import { keep, kept } from "../ui/kept";

const mode = signal(kept("kiosk"));

/** Set while this browser is the screen of a place: it then shows nothing else (`staff/kiosk.ts`). */
export const kioskMode: ReadonlySignal<string | null> = mode;

export function setKioskMode(value: string | null): void {
  keep("kiosk", value);
  mode.value = value;
}
