/** A world whose clock, chance and events a test holds in its hands. */

import type { World } from "../replica";
import type { FakeServer } from "./server";

export interface TestWorld extends World {
  at: number;
  isOnline: boolean;
  woken: number;
  visibility: DocumentVisibilityState;
  readonly timers: Map<number, { ms: number; work: () => void }>;
  /** Runs the timer that is due next and says how long it would have taken. */
  fire(): number;
}

export function testWorld(server: FakeServer): TestWorld {
  let nextTimer = 1;
  const target = new EventTarget();
  const world: TestWorld = {
    at: server.now,
    isOnline: true,
    woken: 0,
    visibility: "visible",
    timers: new Map(),
    window: new EventTarget(),
    document: Object.defineProperty(target, "visibilityState", {
      get: () => world.visibility,
    }) as World["document"],
    serviceWorker: new EventTarget(),
    setTimeout: (work, ms) => {
      world.timers.set(nextTimer, { ms, work });
      return nextTimer++;
    },
    clearTimeout: (timer) => void world.timers.delete(timer),
    fire: () => {
      const [timer, due] = [...world.timers].sort((a, b) => a[1].ms - b[1].ms)[0] ?? [];
      if (timer === undefined || !due) throw new Error("no timer is set");
      world.timers.delete(timer);
      world.at += due.ms;
      due.work();
      return due.ms;
    },
    now: () => world.at,
    steady: () => world.at - server.now,
    random: () => 0.5,
    post: server.post,
    enrol: () => server.enrol(),
    online: () => world.isOnline,
    idle: () => Promise.resolve(),
    channel: () => null,
    wakeLater: () => {
      world.woken += 1;
    },
  };
  return world;
}
