/** Words of what waits at the office, and of its rules. */

import { en } from "./desk.en";
import { ja } from "./desk.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
