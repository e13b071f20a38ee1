/** Words of the office's members: list, counter, what the body knows of one. */

import { en } from "./members.en";
import { ja } from "./members.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
