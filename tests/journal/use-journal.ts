import { beforeAll } from 'vitest';
import { nodeId } from '../../src/core/graph/node-id.ts';
import type { NodeResult, NodeStatus } from '../../src/core/plan/run-result.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { migrate } from '../../src/journal/migrate.ts';
import { recordNode } from '../../src/journal/node-runs.ts';
import { type RunStart, startRun } from '../../src/journal/start-run.ts';
import { type DatabaseInUse, useDatabase } from '../postgres/use-database.ts';

export interface JournalInUse extends DatabaseInUse {
  readonly schema: string;
  /** Runs `work` with the journal on a free session. */
  use<T>(work: (journal: Journal) => Promise<T>): Promise<T>;
}

/** A database with an empty journal for the tests of one file. */
export function useJournal(): JournalInUse {
  const database = useDatabase();
  const schema = 'dev "asof"';
  const use = <T>(work: (journal: Journal) => Promise<T>): Promise<T> =>
    database.sessions.use((session) => work({ session, schema }));
  beforeAll(() => use(migrate));
  return {
    schema,
    use,
    get url() {
      return database.url;
    },
    get sessions() {
      return database.sessions;
    },
  };
}

export function runStart(runId: string, change: Partial<RunStart> = {}): RunStart {
  return {
    runId,
    command: 'build',
    target: 'dev',
    asOf: '2024-01-31',
    builds: true,
    vars: { as_of: '2024-01-31' },
    fullRefresh: false,
    asofVersion: '0.1.0',
    gitCommit: undefined,
    startedAt: '2024-02-01T10:00:00.000Z',
    ...change,
  };
}

/** Enters a run of no as_of, does its work, and ends it well. */
export async function run(
  journal: JournalInUse,
  runId: string,
  work: () => Promise<void> = async () => {},
): Promise<void> {
  await using active = await startRun(
    journal.sessions,
    journal.schema,
    runStart(runId, { asOf: undefined }),
    { waitMs: 0 },
  );
  await work();
  await active.finish({ status: 'success', finishedAt: '2024-02-01T10:05:00.000Z' });
}

export function nodeResult(name: string, asOf: string | undefined, status: NodeStatus): NodeResult {
  return {
    node: nodeId('model', 'shop', name),
    kind: 'model',
    relation: `public.${name}`,
    materialized: 'upsert',
    status,
    asOf,
    rows: { inserted: 3, unchanged: 9007199254740991 },
    durationMs: 1500.5,
    message: undefined,
    diagnostics: [],
  };
}

export function record(
  journal: JournalInUse,
  runId: string,
  result: NodeResult,
  { version, at }: { readonly version?: string; readonly at: string },
): Promise<void> {
  return journal.use((each) => recordNode(each, runId, result, { version, finishedAt: at }));
}
