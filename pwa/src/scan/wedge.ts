/**
 * A USB or Bluetooth reader types what it reads and ends with Enter, with Tab or with nothing. This
 * tells its typing from a person's: a whole code within moments, where a hand needs seconds.
 */

const LONGEST_PAUSE_MS = 80;
const SHORTEST_CODE = 12;
/** Longer than any code of ours by far: a book that leans on the keyboard fills no memory. */
const LONGEST_CODE = 1024;

/** One key as the browser tells it (`KeyboardEvent`). */
export interface Stroke {
  /** What the system's layout makes of it. */
  readonly key: string;
  /** Which key of the board it is, whatever is printed on it; empty where the system keeps it back. */
  readonly code: string;
  readonly shift: boolean;
  /** Control, Alt or Meta is held. */
  readonly command: boolean;
}

/** Names of keys that stand for a character that the browser does not tell. */
const UNTOLD = ["Process", "Unidentified", "Dead"];

export class Wedge {
  private strokes: Stroke[] = [];
  private last = Number.NEGATIVE_INFINITY;

  /** Takes one key at a time (ms); gives the keys of a code when it is complete. */
  key(stroke: Stroke, at: number): readonly Stroke[] | null {
    if (!this.isTyping(at)) this.strokes = [];
    this.last = at;
    if (ends(stroke)) {
      const code = this.complete();
      this.strokes = [];
      return code;
    }
    const writes = stroke.key.length === 1 || UNTOLD.includes(stroke.key);
    if (writes && !stroke.command && this.strokes.length < LONGEST_CODE) this.strokes.push(stroke);
    return null;
  }

  /** Whether a key at this time (ms) belongs to a reader's burst: no hand is so quick. */
  isTyping(at: number): boolean {
    return at - this.last <= LONGEST_PAUSE_MS;
  }

  /** The keys so far, for a reader that ends with nothing, once it has paused. */
  pause(at: number): readonly Stroke[] | null {
    return this.isTyping(at) ? null : this.complete();
  }

  private complete(): readonly Stroke[] | null {
    return this.strokes.length >= SHORTEST_CODE ? this.strokes : null;
  }
}

/** What readers can be set to end with: Enter, Tab, or either as a control character. */
function ends({ key, command }: Stroke): boolean {
  return key === "Enter" || key === "Tab" || (command && /^[jm]$/i.test(key));
}
