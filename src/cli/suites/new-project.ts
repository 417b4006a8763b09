import { fail } from '../../core/diagnostics/diagnostic.ts';
import { withoutSuffix } from '../../core/expectation/suite/subject-names.ts';
import type { Suite } from '../../core/expectation/suite/suite.ts';
import type { Destination } from './destination.ts';
import type { SuiteTable } from './suite-project.ts';

const DATA_FILE = /\.(?:csv|tsv|json|jsonl|parquet|xlsx?)(?:\.\w+)?$/i;

export interface NewProject extends Destination {
  /** The tables named so far, which become its sources. */
  readonly tables: readonly SuiteTable[];
}

/** A project that does not exist yet: what suites are about are tables of its database. */
export function newProject(directory: string, model: string | undefined): NewProject {
  const tables: SuiteTable[] = [];
  const add = (table: SuiteTable): string => {
    const isKnown = tables.some(
      (each) => each.schema === table.schema && each.table === table.table,
    );
    if (!isKnown) tables.push(table);
    return `${table.schema}.${table.table}`;
  };
  return {
    directory,
    tables,
    expectationsPath: 'expectations',
    aboutOf: (suite) => ({
      kind: 'source',
      name: add(model === undefined ? tableOf(suite) : qualified(model)),
    }),
    findNode: ({ name }) => add(qualified(name)),
    isVar: () => true,
    takenIds: [],
  };
}

/** What the suite was made for, else what its name begins with: `users` of `users.warning`. */
function tableOf(suite: Suite): SuiteTable {
  if (suite.asset !== undefined) return qualified(suite.asset.replace(DATA_FILE, ''));
  const [first = ''] = withoutSuffix(suite.name).split(/[./\\]/);
  if (first !== '') return { schema: 'public', table: first };
  return fail('expectation-unknown-node', `the suite "${suite.name}" names no table`, {
    location: suite.location,
    hint: 'say what the suite is about: --model users, or --model schema.users',
  });
}

/** `users` or `schema.users`; of more parts the last two count. */
function qualified(name: string): SuiteTable {
  const parts = name.split('.').filter((part) => part !== '');
  return { schema: parts.at(-2) ?? 'public', table: parts.at(-1) ?? name };
}
