/** Words of the list of those who are expected at an activity. */

import { en } from "./staff-turnout.en";
import { ja } from "./staff-turnout.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
