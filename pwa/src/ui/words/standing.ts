/** Words of a member's standing. */

import { en } from "./standing.en";
import { ja } from "./standing.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
