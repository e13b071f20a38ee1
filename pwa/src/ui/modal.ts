import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** For a `<dialog>`: mounted is open, above everything and with the focus in it. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return element;
}
