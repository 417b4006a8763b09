import type { Row } from './row.ts';
import { seed } from './seed.ts';
import { seedMemory } from './seed-memory.ts';
import { startUp } from './start-up.ts';

/** Every row there is: a new one is its file and its line here. */
export const ROWS: readonly Row[] = [startUp, seed, seedMemory];
