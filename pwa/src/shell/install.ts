/** Adding the app to the home screen, where the browser lets a page offer it. */

import { signal } from "@preact/signals";

/** Not in TypeScript's library: Chromium alone has it. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

const offer = signal<BeforeInstallPromptEvent | null>(null);

/** Keeps the browser's offer until somebody asks for it. */
export function watchInstallOffer(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer.value = event as BeforeInstallPromptEvent;
  });
  addEventListener("appinstalled", () => {
    offer.value = null;
  });
}

/** Whether this is the installed app already, the browser can be asked, or only its menu helps. */
export function installState(): "installed" | "askable" | "by-menu" {
  if (matchMedia("(display-mode: standalone)").matches) return "installed";
  return offer.value ? "askable" : "by-menu";
}

/** Shows the browser's own question. It can be shown once. */
export async function askToInstall(): Promise<void> {
  const asked = offer.value;
  offer.value = null;
  await asked?.prompt();
}
