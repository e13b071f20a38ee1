/** Words of the office's linked apps. */

import { en } from "./office-apps.en";
import { ja } from "./office-apps.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
