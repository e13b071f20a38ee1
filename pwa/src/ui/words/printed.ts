/** Words of the cards on paper. */

import { en } from "./printed.en";
import { ja } from "./printed.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
