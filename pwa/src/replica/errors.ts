/** What the screens must be able to tell apart. */

/** Refused: entries would be lost that no server has. */
export class UnsentEntries extends Error {
  constructor(readonly count: number) {
    super(`${count} entries are not sent`);
    this.name = "UnsentEntries";
  }
}

/**
 * The browser does not let us store: `quota` (full), `blocked` (private mode, switched off, another
 * tab in the way), `newer` (a newer version of the app has been here: reload), `gone` (signed out
 * in another tab).
 */
export class StorageRefused extends Error {
  constructor(
    readonly reason: "quota" | "blocked" | "newer" | "gone",
    cause?: unknown,
  ) {
    super(`storage refused: ${reason}`, { cause });
    this.name = "StorageRefused";
  }
}

/** An entry that no server would read: `field` is out of the bounds that the schema gives it. */
export class InvalidEntry extends Error {
  constructor(
    readonly field: string,
    cause?: unknown,
  ) {
    super(`${field} is out of bounds`, { cause });
    this.name = "InvalidEntry";
  }
}
