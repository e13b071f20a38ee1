/** Words of apps that a body links: the member's consent, and what was granted. */

import { en } from "./linked-apps.en";
import { ja } from "./linked-apps.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
