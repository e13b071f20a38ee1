/**
 * The event loop in the hands of the scheduler: every task that the in-memory IndexedDB puts off
 * waits here until it is told to run, one after the other, so that a phone can be stopped between
 * any two of them and a run can be repeated.
 */

const waiting: (() => void)[] = [];

/** From here on `setImmediate` only queues; fake-indexeddb looks it up at each call. */
export function takeOver(): void {
  const queue = (work: (...args: unknown[]) => void, ...args: unknown[]): void => {
    waiting.push(() => work(...args));
  };
  globalThis.setImmediate = queue as typeof setImmediate;
}

/** Puts work behind all that waits. */
export function later(work: () => void): void {
  waiting.push(work);
}

/** Runs at most so many tasks, each with all that follows from it; says how many still wait. */
export async function run(most: number): Promise<number> {
  await settled();
  for (let left = most; left > 0; left--) {
    const task = waiting.shift();
    if (!task) break;
    task();
    await settled();
  }
  return waiting.length;
}

/** Once everything that waits for promises alone has run: Node's next tick comes after all those. */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
