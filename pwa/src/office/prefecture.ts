/** Whether six digits are those of a prefecture: the middle three of its code are zeros (R01). */
export function isPrefecture(code: string): boolean {
  return code.slice(2, 5) === "000";
}
