/**
 * The page's side of the service worker. A new version is offered, never forced: it is let in by a
 * tap, while nothing is being written or sent, and only the tab that was tapped reloads, so that no
 * one's half-written words go.
 */

import { LOG_LOCK, SYNC_LOCK, withLock } from "../replica/locks";
import { updateReady } from "../shell/update";
import type { Part } from "./apart";

const SCRIPT = "/main.js";
const HOUR_MS = 3_600_000;
/** On a first visit the service worker may still be fetching the shell. */
const INSTALL_MS = 30_000;

let registering: Promise<void> | null = null;
let registration: ServiceWorkerRegistration | null = null;
let applying = false;

/** Registers the service worker, once, and looks for a new version now and then. Never rejects:
 * without one (plain http on another host, switched off) the app works while there is a network. */
export function registerServiceWorker(): Promise<void> {
  registering ??= register();
  return registering;
}

async function register(): Promise<void> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container || import.meta.env.DEV) return;
  const hadOne = container.controller !== null;
  try {
    registration = await container.register(SCRIPT, { type: "module", updateViaCache: "none" });
  } catch {
    return;
  }
  const found = registration;
  const offer = () => {
    // The very first one is no update.
    const waits = found.waiting !== null && container.controller !== null;
    updateReady.value ||= waits;
  };
  offer();
  found.addEventListener("updatefound", () => {
    found.installing?.addEventListener("statechange", offer);
  });
  container.addEventListener("controllerchange", () => {
    if (applying) location.reload();
    // Another tab let it in: this one runs on old code until its holder reloads it.
    else if (hadOne) updateReady.value = true;
  });
  setInterval(lookForUpdate, HOUR_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") lookForUpdate();
  });
}

/** Asks the server for a new version, as when it says that this one is too old. */
export function lookForUpdate(): void {
  registration?.update().catch(() => {}); // no network: the next look finds it
}

/** Lets the new version in and reloads this page. Waits for a write or a sync to end, and keeps
 * others from beginning. Call it only on the person's tap. */
export async function applyUpdate(): Promise<void> {
  await withLock(SYNC_LOCK, () =>
    withLock(LOG_LOCK, async () => {
      applying = true;
      const waiting = registration?.waiting;
      if (!waiting) location.reload();
      else waiting.postMessage({ type: "SKIP_WAITING" });
      // The locks are held until the page goes; should it stay, others go on after a while.
      await new Promise((resolve) => setTimeout(resolve, 10_000));
    }),
  );
}

/**
 * Has a part of the app fetched whole and kept for work without a network, now and after updates.
 * False if it could not be: no network, no service worker.
 */
export async function keepOffline(part: Part): Promise<boolean> {
  await registerServiceWorker(); // who prepares at once comes before the start of the app does it
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const worker = container && (container.controller ?? (await firstWorker(container)));
  if (!worker) return false;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<boolean>) => resolve(data);
    worker.postMessage({ type: "KEEP", part }, [port2]);
  });
}

/** The one that is being installed, once it is active; null where there is none, or it fails. */
async function firstWorker(container: ServiceWorkerContainer): Promise<ServiceWorker | null> {
  if (!(await container.getRegistration())) return null;
  const late = new Promise<null>((resolve) => setTimeout(resolve, INSTALL_MS, null));
  return Promise.race([container.ready.then(({ active }) => active), late]);
}
