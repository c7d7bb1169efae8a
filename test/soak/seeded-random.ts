import { createHash } from 'node:crypto';

/** Choices that a seed decides: the same seed gives the same choices in the same order (M8). */
export interface SeededRandom {
  /** A whole number from 0 to `n - 1`. */
  below(n: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** Hashes of the seed and a counter: slow, and the same on every machine and version of Node. */
export function createSeededRandom(seed: string): SeededRandom {
  let drawn = 0;
  const draw = (): number => {
    drawn += 1;
    return createHash('sha256').update(`${seed}:${drawn}`).digest().readUInt32BE(0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(draw() * n);
  return {
    below,
    chance: (probability) => draw() < probability,
    pick: (list) => list[below(list.length)] ?? list[0],
  };
}
