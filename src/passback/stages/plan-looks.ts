/** Pauses before each look at a SIS whose reads lag behind its writes, as parts of the time that the institution gives it. */
const lookParts = [1 / 60, 4 / 60, 15 / 60, 40 / 60];

/** The pause before each look, in milliseconds; the first is at once. */
export function planLooks(lookAgainSeconds: number): readonly number[] {
  return lookAgainSeconds === 0 ? [0] : [0, ...lookParts.map((part) => part * lookAgainSeconds * 1_000)];
}
