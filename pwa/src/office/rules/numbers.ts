/** Of one call: schemas/api.py, MemberNumbers. */
export const MOST_NUMBERS = 500;

export interface Numbers {
  numbers: number[];
  /** What is no member's number, as it was written. */
  strange: string[];
}

/** Member numbers out of what somebody pasted: each once, whatever stands between them. */
export function numbersIn(text: string): Numbers {
  const words = text
    .normalize("NFKC")
    .split(/[\s,;、。・]+/u)
    .filter(Boolean);
  const strange = words.filter((word) => !/^[0-9]{1,9}$/.test(word) || Number(word) === 0);
  const numbers = words.filter((word) => !strange.includes(word)).map(Number);
  return { numbers: [...new Set(numbers)], strange };
}
