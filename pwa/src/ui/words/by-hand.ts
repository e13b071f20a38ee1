/** Words of the reception without a card. */

import { en } from "./by-hand.en";
import { ja } from "./by-hand.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
