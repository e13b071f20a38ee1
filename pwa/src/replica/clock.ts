/** A hybrid logical clock (Kulkarni et al. 2014), bounded so that one wrong clock infects nobody. */

/** Orders entries: first by `ms`, then by `counter`; ties go by device id. */
export interface Stamp {
  readonly ms: number;
  readonly counter: number;
}

/** Ten minutes: how far two honest clocks may differ. */
const MAX_DRIFT_MS = 600_000;
const MAX_COUNTER = 2 ** 16 - 1;

/**
 * The stamp of a new entry, later than `last`.
 *
 * A wall clock that stands more than ten minutes behind `last` was set back: then the wall clock
 * is believed, because the stamp also dates a stay (R11). The order within one log does not
 * suffer, it is kept by the sequence numbers.
 */
export function tick(last: Stamp, wallMs: number): Stamp {
  if (wallMs > last.ms || last.ms - wallMs > MAX_DRIFT_MS) return { ms: wallMs, counter: 0 };
  if (last.counter < MAX_COUNTER) return { ms: last.ms, counter: last.counter + 1 };
  return { ms: last.ms + 1, counter: 0 };
}

/**
 * The clock after a message stamped `other`: later stamps follow both. A stamp further ahead of
 * the wall clock than ten minutes is not taken over.
 */
export function receive(last: Stamp, other: Stamp, wallMs: number): Stamp {
  if (other.ms - wallMs > MAX_DRIFT_MS) return last;
  return other.ms > last.ms || (other.ms === last.ms && other.counter > last.counter)
    ? { ms: other.ms, counter: other.counter }
    : last;
}
