import { Failure } from "../ui/failure";
import { t } from "../ui/words/lock";
import { NotConfirmed } from "./confirm";

/** As `Failure`, with the words for a passkey that did not open. */
export function LockFailure({ error }: { error: unknown }) {
  const words = error instanceof NotConfirmed ? t(`lock.${error.why}`) : undefined;
  return <Failure error={error} words={words} />;
}
