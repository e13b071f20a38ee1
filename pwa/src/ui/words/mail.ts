/** Words of the address for mail, loaded with its settings. */

import { en } from "./mail.en";
import { ja } from "./mail.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
