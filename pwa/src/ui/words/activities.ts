/** Words of activities as members read them, and of what they are about. */

import { en } from "./activities.en";
import { ja } from "./activities.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
