/** Words of the office's benefits, applications and refuge. */

import { en } from "./office-benefits.en";
import { ja } from "./office-benefits.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
