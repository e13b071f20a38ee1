/** Whether the app was out of sight for long enough to be locked. Pure. */

/** A moment by the phone's clock and by the page's (`performance.now()`), ms. */
export interface Moment {
  readonly wall: number;
  readonly steady: number;
}

/**
 * The longer of the two counts: the page's clock may stand still while the phone sleeps, and who
 * picked the phone up may set the other back.
 */
export function awayTooLong(left: Moment, now: Moment, minutes: number): boolean {
  const wall = now.wall - left.wall;
  return wall < 0 || Math.max(wall, now.steady - left.steady) >= minutes * 60_000;
}
