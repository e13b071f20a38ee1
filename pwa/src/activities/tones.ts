/** The colour that goes with the state of an application; the word stands in it. */
export const TONES = { 1: "key", 2: "good", 3: "warn", 4: "bad", 5: "key", 6: "bad" } as const;
