/** Words of the journal and the places. */

import { en } from "./history.en";
import { ja } from "./history.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
