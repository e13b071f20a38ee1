import { Field } from "../../ui/field";
import { type Fault, UNWRITTEN } from "./draft";
import { faultWords } from "./fault-words";

interface NumberProps {
  label: string;
  hint?: string;
  value: number;
  fault: Fault | undefined;
  onChange: (value: number) => void;
}

/** A whole number, with full-width digits too; empty is `UNWRITTEN`. */
export function NumberField({ label, hint, value, fault, onChange }: NumberProps) {
  return (
    <Field
      label={label}
      hint={hint}
      value={value === UNWRITTEN ? "" : String(value)}
      inputMode="numeric"
      autoComplete="off"
      maxLength={4}
      error={fault && faultWords(fault)}
      onInput={(event) => {
        const digits = event.currentTarget.value.normalize("NFKC").replace(/\D/g, "");
        // What is no digit leaves the field at once, also where the number stays the same.
        event.currentTarget.value = digits;
        onChange(digits === "" ? UNWRITTEN : Number(digits));
      }}
    />
  );
}
