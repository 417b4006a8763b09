import { CONFIG_CODES } from './codes/config.ts';
import { DATABASE_CODES } from './codes/database.ts';
import { EMBEDDED_CODES } from './codes/embedded.ts';
import { EXPECTATION_CODES } from './codes/expectation.ts';
import { GRAPH_CODES } from './codes/graph.ts';
import { JOURNAL_CODES } from './codes/journal.ts';
import { PROJECT_CODES } from './codes/project.ts';
import { RUN_CODES } from './codes/run.ts';
import { SEED_CODES } from './codes/seed.ts';
import { TEMPLATE_CODES } from './codes/template.ts';
import { USAGE_CODES } from './codes/usage.ts';

/**
 * Every code a diagnostic can have, with the one sentence that the reference page prints for it.
 * A code is never renamed once released.
 */
export const CODES = {
  ...USAGE_CODES,
  ...PROJECT_CODES,
  ...CONFIG_CODES,
  ...TEMPLATE_CODES,
  ...GRAPH_CODES,
  ...SEED_CODES,
  ...EXPECTATION_CODES,
  ...RUN_CODES,
  ...DATABASE_CODES,
  ...EMBEDDED_CODES,
  ...JOURNAL_CODES,
} as const satisfies Record<string, string>;

export type Code = keyof typeof CODES;
