/** What went wrong, in the user's words: what it is, and what to do. */

import type { ComponentChildren } from "preact";
import { ApiProblem, NoAnswer } from "../api";
import { InvalidEntry, StorageRefused } from "../replica";
import { Button } from "./button";
import { Notice } from "./notice";
import { t } from "./words";

export function failureWords(error: unknown): string {
  if (error instanceof ApiProblem) return error.message || t("failure.unknown");
  if (error instanceof NoAnswer) return t(`failure.${error.reason}`);
  if (error instanceof StorageRefused) return t(`failure.${error.reason}`);
  if (error instanceof InvalidEntry) return t("failure.invalid");
  return t("failure.unknown");
}

interface FailureProps {
  error: unknown;
  /** Words in place of those that we have for the error. */
  words?: string | undefined;
  retry?: (() => void) | undefined;
  children?: ComponentChildren;
}

/** Nothing when there is no error. */
export function Failure({ error, words, retry, children }: FailureProps) {
  if (!error) return null;
  return (
    <Notice tone="bad" live title={words ?? failureWords(error)}>
      {children}
      {retry && <Button onClick={retry}>{t("again")}</Button>}
    </Notice>
  );
}
