import { useEffect, useState } from "preact/hooks";

export interface Leaving {
  /** Where a link would lead that was pressed while something is unsaved. */
  to: string | null;
  stay: () => void;
}

/**
 * While `unsaved`, links within the app are held back to ask first, and the browser asks before the
 * page is closed. The way back is left alone: the draft is kept.
 */
export function useLeaving(unsaved: boolean): Leaving {
  const [to, go] = useState<string | null>(null);
  useEffect(() => {
    if (!unsaved) return;
    const hold = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin)
        return;
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      go(link.pathname + link.search);
    };
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    document.addEventListener("click", hold, true);
    addEventListener("beforeunload", ask);
    return () => {
      document.removeEventListener("click", hold, true);
      removeEventListener("beforeunload", ask);
    };
  }, [unsaved]);
  return { to, stay: () => go(null) };
}
