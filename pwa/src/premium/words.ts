/** Decisions in plain words (R18): what was decided, and why. */

import type { ChangeKind, Reason } from "../schemas/wire";
import { t } from "../ui/words/standing";
import { ja } from "../ui/words/standing.ja";

/** A word that this version does not know is shown as it came. */
export function decisionWords(kind: string, reason: string): { what: string; why: string } {
  return {
    what: `kind.${kind}` in ja ? t(`kind.${kind as ChangeKind}`) : kind,
    why: `why.${reason}` in ja ? t(`why.${reason as Reason}`) : reason,
  };
}
