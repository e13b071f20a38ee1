/**
 * The parts of the app that a holder's first visit does not load: kept on the phone once they were
 * used, and from then on renewed with every update, so that what worked without a network before
 * an update works after it.
 */

export type Part =
  | "scan"
  | "staff"
  | "office"
  | "lock"
  | "printed"
  | "identity"
  | "notices"
  | "mail"
  | "activities"
  | "english"
  | "benefits"
  | "search"
  | "online";

/** A file of the build, as the precache manifest names it. */
export interface BuiltFile {
  readonly url: string;
  readonly revision: string | null;
}

const APART =
  /(?:^|\/)assets\/(staff|scan|office|lock|printed|identity|notices|mail|activities|benefits|search|english|online|decode-worker)-|\.(wasm)$/;

/** The part that a file belongs to, null for the shell's. */
export function partOf(url: string): Part | null {
  const [, folder, wasm] = APART.exec(url) ?? [];
  if (folder === "decode-worker" || wasm) return "scan";
  return (folder as Part | undefined) ?? null;
}

/** What staff need to work: their own pages, and the scanner. An office also prints cards, writes
 * the projects that members read, and links apps by the words that members agree to. */
export function needs(part: Part): readonly Part[] {
  if (part === "office") return ["office", "printed", "activities", "online"];
  return part === "staff" ? ["staff", "scan"] : [part];
}

/** Files of the build to fetch for these parts, less what is kept already. */
export function missing(
  built: readonly BuiltFile[],
  parts: ReadonlySet<Part>,
  kept: ReadonlySet<string>,
): string[] {
  return built
    .map(({ url }) => `/${url.replace(/^\//, "")}`)
    .filter((url) => {
      const part = partOf(url);
      return part !== null && parts.has(part) && !kept.has(url);
    });
}
