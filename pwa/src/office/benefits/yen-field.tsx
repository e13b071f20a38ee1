import { Field } from "../../ui/field";

/** An amount, with its thousands apart. */
export function yen(amount: number): string {
  return amount.toLocaleString("en");
}

interface YenProps {
  label: string;
  hint?: string;
  value: number;
  error?: string | undefined;
  /** How many digits at most. */
  digits?: number;
  onChange: (value: number) => void;
}

/** A whole number, 0 where nothing is written; full-width digits and commas are understood. */
export function YenField({ label, hint, value, error, digits = 9, onChange }: YenProps) {
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      value={value.toLocaleString("en")}
      inputMode="numeric"
      autoComplete="off"
      onInput={(event) => {
        const written = event.currentTarget.value.normalize("NFKC").replace(/\D/g, "");
        const number = Number(written.slice(0, digits));
        event.currentTarget.value = number.toLocaleString("en");
        onChange(number);
      }}
    />
  );
}
