/** Words of the courier: records that travel from phone to phone. */

import { en } from "./courier.en";
import { ja } from "./courier.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
