import { t } from "./words";

/** Where something is about to stand. `lines` grey bars; a reader hears one "loading". */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div class="stack" role="status">
      <span class="unseen">{t("loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span class="skeleton" key={line} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Says that work is under way, where words beside it say which. */
export function Spinner() {
  return <span class="spinner" aria-hidden="true" />;
}
