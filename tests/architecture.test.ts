import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { expect, test } from 'vitest';
import { findCycles } from '../src/core/graph/cycle.ts';
import { createGraph } from '../src/core/graph/graph.ts';

const ROOT = join(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'src');

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => file.split(sep).join('/'));

const imports: readonly Import[] = files.flatMap((from) => {
  const text = readFileSync(join(SOURCE, from), 'utf8');
  const found = text.matchAll(
    /^\s*(?:import|export)\b[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...found].map((match) => ({ from, to: match[1] ?? match[2] ?? '' }));
});

const inside = imports
  .filter(({ to }) => to.startsWith('.'))
  .map(({ from, to }) => ({ from, to: posix.join(posix.dirname(from), to) }));

const packages = imports.filter(({ to }) => !to.startsWith('.') && !to.startsWith('node:'));

/** Which rooms each room may import, beside itself. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  postgres: ['core'],
  journal: ['core', 'postgres'],
  embedded: ['core', 'postgres'],
  files: ['core'],
  run: ['core', 'postgres', 'journal'],
  report: ['core'],
  cli: ['core', 'postgres', 'journal', 'embedded', 'files', 'run', 'report'],
  'index.ts': ['core', 'postgres', 'journal', 'embedded', 'files', 'run', 'report'],
};

/** The rooms of core, in the order in which they may import each other. */
const CORE = [
  'diagnostics',
  'graph',
  'sql',
  'comparison',
  'seed',
  'time',
  'expectation',
  'materialization',
  'template',
  'project',
  'manifest',
  'selector',
  'plan',
];

test('imports go one way between the rooms', () => {
  const wrong = inside.filter(({ from, to }) => {
    const [room = '', target = ''] = [roomOf(from), roomOf(to)];
    return room !== target && !(ROOMS[room] ?? []).includes(target);
  });
  expect(wrong).toEqual([]);
});

test('imports go one way inside the core', () => {
  const wrong = inside.filter(({ from, to }) => {
    if (roomOf(from) !== 'core' || roomOf(to) !== 'core') return false;
    return CORE.indexOf(coreRoomOf(to)) > CORE.indexOf(coreRoomOf(from));
  });
  expect(wrong).toEqual([]);
  expect(new Set(files.filter((file) => roomOf(file) === 'core').map(coreRoomOf))).toEqual(
    new Set(CORE),
  );
});

test('no file imports itself by way of others, types included', () => {
  const parents = new Map(files.map((file) => [file, new Set<string>()]));
  for (const { from, to } of inside) parents.get(from)?.add(to);
  expect(findCycles(createGraph(parents))).toEqual([]);
});

test('the core reads no disk, clock, environment or network', () => {
  const allowed = ['node:crypto', 'node:buffer'];
  const outside = imports.filter(
    ({ from, to }) => roomOf(from) === 'core' && to.startsWith('node:') && !allowed.includes(to),
  );
  expect(outside).toEqual([]);
  const impure = files
    .filter((file) => roomOf(file) === 'core')
    .filter((file) =>
      /\bprocess\.|\bconsole\.|\bDate\.now\(|new Date\(\)|Math\.random\(|performance\.now\(/.test(
        withoutComments(readFileSync(join(SOURCE, file), 'utf8')),
      ),
    );
  expect(impure).toEqual([]);
});

test('each package is imported from one room', () => {
  const rooms = new Map<string, Set<string>>();
  for (const { from, to } of packages) {
    const name = to.startsWith('@')
      ? to.split('/').slice(0, 2).join('/')
      : (to.split('/')[0] ?? '');
    const room = roomOf(from) === 'core' ? `core/${coreRoomOf(from)}` : roomOf(from);
    rooms.set(name, (rooms.get(name) ?? new Set()).add(room));
  }
  const shared = [...rooms]
    .filter(([, users]) => users.size > 1)
    .map(([name, users]) => [name, [...users].sort()]);
  // the supervisor of the embedded server is a process of its own and asks the server by itself
  expect(shared).toEqual([['pg', ['embedded', 'postgres']]]);
});

test('no file is a drawer or a barrel', () => {
  const drawers = files.filter((file) =>
    /(?:^|\/)(?:utils?|helpers?|common|types|lib|misc|index)(?:\/|\.ts$)/.test(file),
  );
  expect(drawers.filter((file) => file !== 'index.ts')).toEqual([]);
  const barrels = files.filter((file) =>
    /^export (?:type )?(?:\*|\{[^}]*\}) from/m.test(readFileSync(join(SOURCE, file), 'utf8')),
  );
  expect(barrels.filter((file) => file !== 'index.ts')).toEqual([]);
});

test('the documents, the code and the tests speak of nothing outside the repository', () => {
  const folders = ['src', 'tests', 'bench', 'docs', 'models', 'expectations', 'macros'];
  const texts = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter(
        (file) =>
          /\.(?:ts|md|yml|sql)$/.test(file) &&
          !file.includes('node_modules') &&
          !file.includes('.venv'),
      )
      .map((file) => join(ROOT, folder, file)),
  );
  const homes = texts.filter((file) => /\bTO[D]O\b|\bFIX[M]E\b/.test(readFileSync(file, 'utf8')));
  expect(homes.map((file) => relative(ROOT, file))).toEqual([]);
});

function roomOf(file: string): string {
  return file.split('/')[0] ?? '';
}

function coreRoomOf(file: string): string {
  return file.split('/')[1] ?? dirname(file);
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}
