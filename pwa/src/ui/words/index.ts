/** The shell's words: card, journal, places, and what every page needs. */

import { ja } from "./ja";
import { vocabulary } from "./vocabulary";

export type { Language, Translation } from "./vocabulary";
export { language, preferredLanguage, setLanguage, vocabulary, wordsLoaded } from "./vocabulary";

export const t = vocabulary(ja, () => import("./en").then((module) => module.en));
