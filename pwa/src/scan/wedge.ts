/**
 * A USB or Bluetooth reader types what it reads and ends with Enter. This tells its typing from a
 * person's: a whole code within moments, where a hand needs seconds.
 */

const LONGEST_PAUSE_MS = 80;
const SHORTEST_CODE = 12;

export class Wedge {
  private typed = "";
  private last = Number.NEGATIVE_INFINITY;

  /** Takes one key (`KeyboardEvent.key`) at a time (ms); gives the code when it is complete. */
  key(key: string, at: number): string | null {
    if (at - this.last > LONGEST_PAUSE_MS) this.typed = "";
    this.last = at;
    if (key === "Enter") {
      const code = this.typed;
      this.typed = "";
      return code.length >= SHORTEST_CODE ? code : null;
    }
    if (key.length === 1) this.typed += key;
    return null;
  }
}
