import type { ComponentChildren } from "preact";

interface ScrollProps {
  /** Whose style says which way it scrolls. */
  class: string;
  label: string;
  children: ComponentChildren;
}

/** What may be larger than the screen, and is then moved by keys too. */
export function Scroll({ class: name, label, children }: ScrollProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no pointer scrolls by keys (WCAG 2.1.1)
    <section class={name} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
