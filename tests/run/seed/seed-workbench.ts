import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics/diagnostic.ts';
import { startOf } from '../../../src/core/diagnostics/source-file.ts';
import { nodeId } from '../../../src/core/graph/node-id.ts';
import type { SeedNode } from '../../../src/core/manifest/node.ts';
import type { SeedSettings } from '../../../src/core/seed/seed-settings.ts';
import type { DeclaredColumn } from '../../../src/core/sql/declared-column.ts';
import type { Session, Sessions } from '../../../src/postgres/session.ts';
import { inTransaction } from '../../../src/postgres/transaction.ts';
import { replaceRejects } from '../../../src/run/seed/bad-rows/replace-rejects.ts';
import type { CopySeedOptions } from '../../../src/run/seed/copy/fill-aside.ts';
import { type CopiedSeed, copySeedUnit } from '../../../src/run/seed/load-seed.ts';
import { publishSeedUnit } from '../../../src/run/seed/publish/publish-unit.ts';
import { asideOfUnit, type SeedUnit } from '../../../src/run/seed/seed-unit.ts';
import { useDatabase } from '../../postgres/use-database.ts';
import { seedSettings } from '../../support/seed-settings.ts';

export interface SeedText {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly asOf?: string;
  readonly captures?: Readonly<Record<string, string | number>>;
}

interface GivenColumn {
  readonly type?: string;
  readonly since?: string;
  readonly nullValues?: readonly string[];
}

export interface SeedDeclaration extends Partial<Omit<SeedSettings, 'columns'>> {
  /** Names and types; an empty type is inferred. */
  readonly columns?: Readonly<Record<string, string | GivenColumn>>;
  readonly name?: string;
}

export interface LoadedSeed extends CopiedSeed {
  readonly rejectedCount: number;
}

/** Loads seeds from files that a test writes down, into a database of the test file's own. */
export interface SeedWorkbench {
  readonly sessions: Sessions;
  readonly url: string;
  readonly directory: () => string;
  unit(files: readonly SeedText[], declaration?: SeedDeclaration): SeedUnit;
  /** Loads and publishes in one transaction. */
  load(unit: SeedUnit, options?: CopySeedOptions): Promise<LoadedSeed>;
  /** The diagnostics with which loading fails, as `file:line:column: code: message`. */
  refusals(unit: SeedUnit): Promise<readonly string[]>;
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
}

export function useSeedWorkbench(): SeedWorkbench {
  const database = useDatabase({ size: 2 });
  let directory = '';
  let tableCount = 0;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'asof-seeds-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function load(unit: SeedUnit, options: CopySeedOptions = {}): Promise<LoadedSeed> {
    return database.sessions.use((session) =>
      inTransaction(session, { isolation: 'repeatable read' }, () =>
        loadIn(session, unit, options),
      ),
    );
  }

  return {
    get sessions() {
      return database.sessions;
    },
    get url() {
      return database.url;
    },
    directory: () => directory,
    unit(files, declaration = {}) {
      tableCount += 1;
      const name = declaration.name ?? `seed_${tableCount}`;
      for (const { path, content } of files) {
        mkdirSync(join(directory, dirname(path)), { recursive: true });
        writeFileSync(join(directory, path), content);
      }
      return { ...unitOf(name, files, declaration), directory };
    },
    load,
    async refusals(unit) {
      try {
        await load(unit);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        return error.diagnostics.map(({ code, message, location }) => {
          const place = location && `${location.file}:${location.line}:${location.column}`;
          return `${place}: ${code}: ${message}`;
        });
      }
      return [];
    },
    async rows(sql) {
      const found = await database.sessions.use((session) => session.query(sql));
      return found.rows.map((row) => Object.values(row));
    },
  };
}

async function loadIn(
  session: Session,
  unit: SeedUnit,
  options: CopySeedOptions,
): Promise<LoadedSeed> {
  const aside = asideOfUnit(unit, 'test');
  const copied = await copySeedUnit(session, unit, aside, options);
  await publishSeedUnit(session, unit, { aside, columns: copied.columns });
  const rejectedCount = copied.rejects.count();
  const loadedAt = '2024-02-01T12:00:00Z';
  await replaceRejects(session, unit, copied.rejects, { runId: 'run-1', loadedAt });
  copied.rejects.clear();
  return { ...copied, rejectedCount };
}

function unitOf(
  name: string,
  texts: readonly SeedText[],
  { columns = {}, name: _, ...settings }: SeedDeclaration,
): Omit<SeedUnit, 'directory'> {
  const files = texts.map(({ path, asOf, captures = {} }) => ({ path, asOf, captures }));
  const asOf = files[0]?.asOf;
  const node: SeedNode = {
    kind: 'seed',
    id: nodeId('seed', 'test', name),
    name,
    description: undefined,
    tags: [],
    meta: {},
    file: 'seeds/seeds.yml',
    location: startOf('seeds/seeds.yml'),
    reads: [],
    parents: [],
    relation: { schema: 'public', name },
    temporality: asOf === undefined ? 'timeless' : 'dated',
    settings: seedSettings({
      ...settings,
      columns: Object.entries(columns).map(([column, type], index) =>
        declared(column, type, index),
      ),
    }),
    files,
  };
  return { node, asOf, files };
}

function declared(name: string, given: string | GivenColumn, index: number): DeclaredColumn {
  const { type = '', since, nullValues } = typeof given === 'string' ? { type: given } : given;
  return {
    name,
    type: type === '' ? undefined : type,
    description: undefined,
    since,
    nullValues,
    isPersonal: false,
    location: { file: 'seeds/seeds.yml', line: index + 4, column: 7, length: name.length },
  };
}
