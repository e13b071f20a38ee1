/** Words by key in the language of the screen. Japanese is the source; English has its keys. */

import { signal } from "@preact/signals";
import { keep, kept } from "../kept";

export type Language = "ja" | "en";

type Words = Readonly<Record<string, string>>;
/** The same keys in another language. */
export type Translation<J extends Words> = { readonly [K in keyof J]: string };

/** The names in `{braces}`. */
type Slots<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Slots<Rest>
  : never;

/** `t("key")`, or `t("key", { slot: value })` where the Japanese has slots. */
export type Translate<J extends Words> = <K extends keyof J & string>(
  key: K,
  ...slots: Slots<J[K]> extends never ? [] : [Readonly<Record<Slots<J[K]>, string | number>>]
) => string;

const current = signal<Language>("ja");
const loaders: (() => Promise<void>)[] = [];
let coming: Promise<unknown> = Promise.resolve();

/** Read in a component, it follows the switch. */
export const language = {
  get value(): Language {
    return current.value;
  },
};

/**
 * The words of a part of the app. `en` may be loaded when somebody reads English, and Japanese
 * stands in until then: who reads Japanese need not have them.
 */
export function vocabulary<const J extends Words>(
  ja: J,
  en: Translation<J> | (() => Promise<Translation<J>>),
): Translate<J> {
  const english = signal<Translation<J> | null>(null);
  if (typeof en === "function") {
    const load = async () => {
      english.value ??= await en();
    };
    loaders.push(load);
    // A part that is loaded after the language was chosen.
    if (current.value === "en") coming = Promise.all([coming, load().catch(() => {})]);
  } else english.value = en;
  return (key, ...[slots]) => {
    const words = (current.value === "en" && english.value) || ja;
    return fill(words[key], slots ?? {});
  };
}

/** Once the words of all that was loaded so far are there, or could not be had. */
export function wordsLoaded(): Promise<unknown> {
  return coming;
}

/** `{n}` is the value of n; `{n|one|other}` the word that goes with it. */
export function fill(text: string, slots: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name, one, other) =>
    one === undefined ? String(slots[name] ?? "") : slots[name] === 1 ? one : other,
  );
}

/** The language chosen on this browser, else the browser's: Japanese unless it prefers others. */
export function preferredLanguage(): Language {
  const chosen = stored();
  if (chosen) return chosen;
  const all = navigator.languages ?? [navigator.language];
  return all.length === 0 || all.some((tag) => tag.startsWith("ja")) ? "ja" : "en";
}

/** Loads its words, then shows them. `remember` for the person's own choice. Rejects, and changes
 * nothing, where they cannot be had. */
export async function setLanguage(next: Language, { remember = false } = {}): Promise<void> {
  if (next === "en") await Promise.all(loaders.map((load) => load()));
  current.value = next;
  const page = document.documentElement;
  if (page.lang !== next) page.lang = next; // to set it anew is to style everything anew
  if (remember) keep("language", next);
}

function stored(): Language | null {
  const value = kept("language");
  return value === "ja" || value === "en" ? value : null;
}
