/** Words of people and their roles, partners, the audit log and the operator. */

import { en } from "./people.en";
import { ja } from "./people.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
