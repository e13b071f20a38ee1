/** Words of people and their roles, partners, the audit log and the operator: for the office's part
 * of the app, whose files go by its name (service-worker/apart.ts). */

import { en } from "./office-people.en";
import { ja } from "./office-people.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
