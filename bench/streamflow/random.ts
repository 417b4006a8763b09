import { exp, ln } from './portable-math.ts';

/** A stream of random numbers; two made with the same seed and stream name give the same numbers for ever. */
export interface Random {
  /** In [0, 1), with 53 random bits. */
  uniform(): number;
  /** A whole number in [0, bound). */
  below(bound: number): number;
  chance(probability: number): boolean;
  normal(mean: number, deviation: number): number;
  poisson(mean: number): number;
}

/**
 * A stream of its own for each name: what one column draws never moves another column's numbers, so a new draw
 * changes only the column that it is for.
 */
export function createRandom(seed: number, stream: string): Random {
  const next = xoshiro128(stateOf(seed, stream));
  const uniform = () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  return {
    uniform,
    below: (bound) => Math.floor(uniform() * bound),
    chance: (probability) => uniform() < probability,
    normal: (mean, deviation) => mean + deviation * standardNormal(uniform),
    poisson: (mean) => poisson(uniform, mean),
  };
}

/** xoshiro128** of Blackman and Vigna (2018): 32-bit words, so it needs nothing but integer operations. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Hashes seed and name into four words (FNV-1a, then a Weyl sequence through a mixing function). */
function stateOf(seed: number, stream: string): [number, number, number, number] {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < stream.length; i += 1) {
    hash = Math.imul(hash ^ stream.charCodeAt(i), 0x01000193);
  }
  const word = (n: number) => mix(hash + Math.imul(n, 0x9e3779b9));
  return [word(1), word(2), word(3), word(4)];
}

/** A bijection of 32-bit words in which every input bit moves every output bit. */
export function mix(word: number): number {
  let mixed = word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Marsaglia's polar method, with its second value thrown away to keep the stream without state of its own. */
function standardNormal(uniform: () => number): number {
  for (;;) {
    const x = 2 * uniform() - 1;
    const y = 2 * uniform() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * ln(square)) / square);
  }
}

/** Knuth's product of uniforms: exact, and fast enough for the small means here. */
function poisson(uniform: () => number, mean: number): number {
  const limit = exp(-mean);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count += 1;
  return count;
}
