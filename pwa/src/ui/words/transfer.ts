/** Words of what an office brings in and takes out. */

import { en } from "./transfer.en";
import { ja } from "./transfer.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
