/** Words of the page of open data. */

import { en } from "./open-data.en";
import { ja } from "./open-data.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
