/** Words of the office's pages. */

import { en } from "./office.en";
import { ja } from "./office.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
