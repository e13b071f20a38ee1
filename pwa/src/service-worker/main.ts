/**
 * The service worker: the holder's shell is there without a network, whole and of one version.
 *
 * A new version waits until a page lets it in (`register.ts`): it never changes the app under
 * somebody's hands. It holds nothing of a person's; their entries lie in IndexedDB, and it sends
 * them when the network comes back and no page is open (`posting.ts`).
 */

/// <reference lib="webworker" />

import { createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { CacheFirst, StaleWhileRevalidate } from "workbox-strategies";
import { SYNC_TAG } from "../replica/schedule";
import { type BuiltFile, missing, needs, type Part, partOf } from "./apart";
import { sendUnsent } from "./posting";

declare const self: ServiceWorkerGlobalScope;

/** Background Sync is not in TypeScript's library: not every browser has it. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

const ASSETS = "furusato-assets";
const CATALOGUE = "furusato-catalogue";
/** What the server answers itself, and files: all else is a page of the app. */
const NOT_PAGES = [/^\/(api|catalogue|health|schema|problems)(\/|$)/, /\.\w{2,11}$/];

const built = self.__WB_MANIFEST as BuiltFile[];
precacheAndRoute(built.filter(({ url }) => partOf(url) === null));
registerRoute(new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: NOT_PAGES }));
// Their names hold a hash of what is in them: what is kept under a name stays right.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith("/assets/"),
  new CacheFirst({ cacheName: ASSETS }),
);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname === "/catalogue/bodies.json",
  new StaleWhileRevalidate({ cacheName: CATALOGUE }),
);

self.addEventListener("install", (event) => {
  // If a part that works now could not be brought along, this version is not installed; the
  // browser tries again, and until then the old one stays whole.
  event.waitUntil(keptParts().then(keep));
});

self.addEventListener("activate", (event) => {
  // The first page is under its care at once, so that it opens without a network the next time.
  event.waitUntil(Promise.all([self.clients.claim(), forgetOldAssets()]));
});

self.addEventListener("message", (event) => {
  const message = event.data as { type?: unknown; part?: unknown } | null;
  if (message?.type === "SKIP_WAITING") event.waitUntil(self.skipWaiting());
  else if (message?.type === "KEEP") {
    const kept = keep(new Set(needs(message.part as Part))).then(
      () => true,
      () => false,
    );
    event.waitUntil(kept.then((done) => event.ports[0]?.postMessage(done)));
  }
});

// The network is back. A page that is seen syncs itself; for one that is not, or none, we do. Where
// it fails the browser asks again, by its own measure.
self.addEventListener("sync", (event) => {
  if ((event as SyncEvent).tag === SYNC_TAG) (event as SyncEvent).waitUntil(syncAll());
});

async function syncAll(): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window" });
  const seen = pages.filter((page) => page.visibilityState === "visible");
  if (seen.length === 0) await sendUnsent();
  for (const page of seen) page.postMessage({ type: SYNC_TAG });
}

/** Fetches what these parts lack. Rejects if any of it does not come. */
async function keep(parts: ReadonlySet<Part>): Promise<void> {
  const cache = await caches.open(ASSETS);
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll(missing(built, parts, kept));
}

/** The parts that are kept of whatever version. */
async function keptParts(): Promise<Set<Part>> {
  const cache = await caches.open(ASSETS);
  const parts = (await cache.keys()).map(({ url }) => partOf(new URL(url).pathname));
  return new Set(parts.filter((part) => part !== null));
}

/** Other versions' files; left where they are while a page of theirs may still be open. */
async function forgetOldAssets(): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length > 1) return;
  const current = new Set(built.map(({ url }) => `/${url.replace(/^\//, "")}`));
  const cache = await caches.open(ASSETS);
  for (const request of await cache.keys()) {
    if (!current.has(new URL(request.url).pathname)) await cache.delete(request);
  }
}
