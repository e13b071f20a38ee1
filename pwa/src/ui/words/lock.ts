/** Words of the app's lock, loaded with it. */

import { en } from "./lock.en";
import { ja } from "./lock.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
