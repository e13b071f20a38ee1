/** Words of projects at the office and at its partners. */

import { en } from "./projects.en";
import { ja } from "./projects.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
