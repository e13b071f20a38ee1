/** Words of what was told, loaded with it. */

import { en } from "./notices.en";
import { ja } from "./notices.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
