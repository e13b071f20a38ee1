/** Words of identity proofs and guardians. */

import { en } from "./identity.en";
import { ja } from "./identity.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
