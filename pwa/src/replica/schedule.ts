/** When a sync is started without anybody asking for it. */

import type { SyncOutcome } from "./types";

const DEBOUNCE_MS = 1_000;
const INTERVAL_MS = 5 * 60_000;
/** Tag of the browser's Background Sync, and of the message by which the service worker tells it. */
export const SYNC_TAG = "furusato-sync";

/** Where events come from; a test gives its own. */
export interface Surroundings {
  readonly window: EventTarget;
  readonly document: EventTarget & { readonly visibilityState: DocumentVisibilityState };
  readonly serviceWorker: EventTarget | undefined;
  setTimeout(work: () => void, ms: number): number;
  clearTimeout(timer: number): void;
}

/**
 * Starts a sync when the app opens, comes to the front or back to the network, after an append, at
 * intervals while it is seen, and when a failed one is due again. `due` tells how long that is,
 * null if somebody has to act first: then nothing but `start` and the person itself tries.
 */
export class Schedule {
  #timer: number | null = null;
  #stop: (() => void)[] = [];

  constructor(
    private readonly sync: () => Promise<SyncOutcome>,
    private readonly due: () => number | null,
    private readonly around: Surroundings,
  ) {}

  start(): void {
    this.#on(this.around.window, "online", () => this.#soon(0));
    this.#on(this.around.document, "visibilitychange", () => {
      if (this.around.document.visibilityState === "visible") this.#soon(0);
    });
    this.#on(this.around.serviceWorker, "message", (event) => {
      if ((event as MessageEvent).data?.type === SYNC_TAG) this.#soon(0);
    });
    this.#at(0);
  }

  stop(): void {
    for (const stop of this.#stop.splice(0)) stop();
    this.#at(null);
  }

  /** A moment later, so that scans in a row go in one request; not before a failed one is due. */
  appended(): void {
    const due = this.due();
    if (due !== null) this.#at(Math.max(DEBOUNCE_MS, due));
  }

  #soon(ms: number): void {
    if (this.due() !== null) this.#at(ms);
  }

  async #run(): Promise<void> {
    await this.sync();
    if (this.#stop.length === 0 || this.#timer !== null) return;
    const due = this.due();
    if (due === null) return;
    if (due > 0) this.#at(due);
    else if (this.around.document.visibilityState === "visible") this.#at(INTERVAL_MS);
  }

  #at(ms: number | null): void {
    if (this.#timer !== null) this.around.clearTimeout(this.#timer);
    this.#timer =
      ms === null
        ? null
        : this.around.setTimeout(() => {
            this.#timer = null;
            void this.#run();
          }, ms);
  }

  #on(target: EventTarget | undefined, type: string, listener: (event: Event) => void): void {
    target?.addEventListener(type, listener);
    this.#stop.push(() => target?.removeEventListener(type, listener));
  }
}
