import { Failure } from "../ui/failure";
import { t } from "../ui/words/pages";
import { PasskeyError } from "./passkey-error";

/** As `Failure`, with the words for what goes wrong with passkeys. */
export function AccountFailure({ error, retry }: { error: unknown; retry?: () => void }) {
  const words = error instanceof PasskeyError ? t(`passkey.${error.fault}`) : undefined;
  return <Failure error={error} words={words} retry={retry} />;
}
