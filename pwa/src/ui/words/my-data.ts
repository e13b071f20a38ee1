/** Words of taking one's own data out, and of being forgotten. */

import { en } from "./my-data.en";
import { ja } from "./my-data.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
