import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface DialogProps {
  title: ComponentChildren;
  /** Asked for by Escape, by a tap beside it, or by the phone's back gesture. */
  onClose: () => void;
  children?: ComponentChildren;
  /** The buttons, the one that goes on last. */
  actions: ComponentChildren;
}

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

/** A question in the way of everything else. The browser keeps the focus inside. */
export function Dialog({ title, onClose, children, actions }: DialogProps) {
  const element = useModal();
  const id = useId();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is handled by `cancel`
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div class="stack">
        <h2 id={id}>{title}</h2>
        {children}
        <div class="dialog-actions">{actions}</div>
      </div>
    </dialog>
  );
}
