import { diff } from './diff.ts';
import { expectations } from './expectations.ts';
import { history } from './history.ts';
import { largeProject10k } from './large-project.ts';
import { manyExpectations3k } from './many-expectations.ts';
import { month } from './month.ts';
import { peers } from './peers.ts';
import type { Row } from './row.ts';
import { seed } from './seed.ts';
import { seedMemory } from './seed-memory.ts';
import { seedOfMany } from './seed-of-many.ts';
import { snapshot } from './snapshot.ts';
import { startUp } from './start-up.ts';
import { thousandModels } from './thousand-models.ts';
import { upsert } from './upsert.ts';
import { verify } from './verify.ts';

/** Every row there is: a new one is its file and its line here. */
export const ROWS: readonly Row[] = [
  startUp,
  seed,
  seedMemory,
  seedOfMany,
  upsert,
  month,
  thousandModels,
  largeProject10k,
  expectations,
  manyExpectations3k,
  snapshot,
  history,
  verify,
  diff,
  peers,
];
