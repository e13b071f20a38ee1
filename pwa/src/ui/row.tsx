import "./row.css";
import type { ComponentChildren } from "preact";

interface RowProps {
  /** A number or an icon at the head of it. */
  head?: ComponentChildren;
  title: ComponentChildren;
  /** What is known of it; what is false or empty is left out. */
  notes?: readonly ComponentChildren[];
  /** What can be done with it. */
  children?: ComponentChildren;
}

/** One of a list of things that are no links. */
export function Row({ head, title, notes = [], children }: RowProps) {
  return (
    <li class="list-row">
      {head !== undefined && <span class="list-row-head">{head}</span>}
      <div class="list-row-words">
        <b>{title}</b>
        <ul class="list-row-notes soft small">
          {notes.filter(Boolean).map((note, at) => (
            <li key={at}>{note}</li>
          ))}
        </ul>
      </div>
      {children}
    </li>
  );
}
