/** Words of the staff's pages. */

import { en } from "./staff.en";
import { ja } from "./staff.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
