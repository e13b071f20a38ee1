/** Words of the statistics. */

import { en } from "./figures.en";
import { ja } from "./figures.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
