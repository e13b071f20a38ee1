/** Whether a person put off saving their recovery codes. The codes themselves are never kept here. */

import { keep, kept } from "../ui/kept";

export function codesUnsaved(account: string): boolean {
  return kept("codes-unsaved") === account;
}

export function remindOfCodes(account: string): void {
  keep("codes-unsaved", account);
}

export function codesSaved(): void {
  keep("codes-unsaved", null);
}
