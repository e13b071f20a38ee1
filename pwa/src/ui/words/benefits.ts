/** Words of what a member may have, applies for and agreed to. */

import { en } from "./benefits.en";
import { ja } from "./benefits.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
