/**
 * The lock around the whole app. While it is closed nothing of the app is on the page: the lock's
 * screen stands in its place. The phone's copy is open behind it all the same, so what is unsent is
 * sent. It keeps from reading along who picks the phone up; what is on the disk it does not encrypt.
 *
 * Whatever is loaded anew is closed: a session storage would remember longer than it should, since
 * browsers bring that back with the tabs of yesterday.
 */

import { render } from "preact";
import { LOCK_MINUTES, readLock } from "../account/app-lock";
import { App } from "../shell/app";
import { awayTooLong, type Moment } from "./away";
import { LockScreen } from "./lock-screen";

let closed = false;
let watching = false;

/** Takes the app off the page and puts the lock's screen there, until that is opened. */
export function close(root: HTMLElement): void {
  if (closed) return;
  closed = true;
  const open = () => {
    closed = false;
    watch(root);
    render(<App />, root);
  };
  render(<LockScreen onOpen={open} />, root);
}

/** Closes when the app was out of sight for as long as was chosen; from now on, once. */
export function watch(root: HTMLElement): void {
  if (watching) return;
  watching = true;
  let left: Moment | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    const minutes = minutesOfLock();
    if (minutes === null) left = null;
    else if (document.visibilityState === "hidden") {
      left ??= now();
      // Where it may run in the dark, nothing of the card flashes up at the return.
      timer = setTimeout(() => minutesOfLock() !== null && close(root), minutes * 60_000);
    } else {
      if (left && awayTooLong(left, now(), minutes)) close(root);
      left = null;
    }
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
}

function now(): Moment {
  return { wall: Date.now(), steady: performance.now() };
}

/** Null where it was switched off meanwhile. */
function minutesOfLock(): number | null {
  const lock = readLock();
  if (lock === null) return null;
  return lock === "broken" ? LOCK_MINUTES[0] : lock.minutes;
}
