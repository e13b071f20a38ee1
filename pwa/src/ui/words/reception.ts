/** Words of taking people in, on the staff's phones. */

import { en } from "./reception.en";
import { ja } from "./reception.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
