import "./dialog.css";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { useModal } from "./modal";

interface DialogProps {
  title: ComponentChildren;
  /** Asked for by Escape, by a tap beside it, or by the phone's back gesture. */
  onClose: () => void;
  children?: ComponentChildren;
  /** The buttons, the one that goes on last. */
  actions: ComponentChildren;
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
