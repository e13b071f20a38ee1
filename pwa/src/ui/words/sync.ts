/** Words on what is sent and why not. */

import { en } from "./sync.en";
import { ja } from "./sync.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
