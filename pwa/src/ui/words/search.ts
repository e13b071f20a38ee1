/** Words of the nation-wide search. */

import { en } from "./search.en";
import { ja } from "./search.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
