import "./field.css";
import type {
  ComponentChildren,
  PartialInputHTMLAttributes,
  PartialSelectHTMLAttributes,
  TextareaHTMLAttributes,
} from "preact";
import { useId } from "preact/hooks";
import { IconAlert } from "./icons";

interface About {
  label: ComponentChildren;
  hint?: ComponentChildren;
  /** Why what was written cannot be taken. */
  error?: string | undefined;
}

type InputProps = About &
  Omit<PartialInputHTMLAttributes<HTMLInputElement>, "class" | "id" | "label" | "role" | "type"> & {
    type?: "text" | "search" | "date" | "time";
  };

/** A labelled line of text. */
export function Field({ label, hint, error, type = "text", ...input }: InputProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <Hint id={id}>{hint}</Hint>
      <input
        {...input}
        type={type as "text"}
        id={id}
        class="input"
        {...described(id, hint, error)}
      />
      <Fault id={id} error={error} />
    </div>
  );
}

type TextAreaProps = About &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "class" | "id" | "label">;

/** A labelled box for several lines. */
export function TextArea({ label, hint, error, ...area }: TextAreaProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <Hint id={id}>{hint}</Hint>
      <textarea {...area} id={id} class="input" {...described(id, hint, error)} />
      <Fault id={id} error={error} />
    </div>
  );
}

type SelectProps = About &
  Omit<PartialSelectHTMLAttributes<HTMLSelectElement>, "class" | "id" | "label" | "role" | "size">;

/** A labelled choice of one; `children` are its options. */
export function Select({ label, hint, error, ...select }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <Hint id={id}>{hint}</Hint>
      <select {...select} id={id} class="input" {...described(id, hint, error)} />
      <Fault id={id} error={error} />
    </div>
  );
}

type ChoiceProps = Omit<
  PartialInputHTMLAttributes<HTMLInputElement>,
  "class" | "id" | "label" | "role" | "type"
> & {
  type?: "checkbox" | "radio";
  label: ComponentChildren;
  hint?: ComponentChildren;
};

/** A box to tick, or one of several to choose: the whole tile is the target. */
export function Choice({ label, hint, type = "checkbox", ...input }: ChoiceProps) {
  return (
    <label class="choice">
      <input {...input} type={type as "checkbox"} />
      <span>
        {label}
        {hint && <span class="field-hint">{hint}</span>}
      </span>
    </label>
  );
}

function Hint({ id, children }: { id: string; children?: ComponentChildren }) {
  return children ? (
    <p class="field-hint" id={`${id}-hint`}>
      {children}
    </p>
  ) : null;
}

function Fault({ id, error }: { id: string; error: string | undefined }) {
  return error ? (
    <p class="field-error" id={`${id}-error`} role="alert">
      <IconAlert />
      {error}
    </p>
  ) : null;
}

function described(id: string, hint: ComponentChildren, error: string | undefined) {
  const ids = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return { "aria-describedby": ids || undefined, "aria-invalid": error ? true : undefined };
}
