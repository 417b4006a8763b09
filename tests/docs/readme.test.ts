import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';

const ROOT = new URL('../../', import.meta.url);
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/architecture.md',
  'docs/from-great-expectations.md',
];

/** Files that the recipes of the pages make, or that only some clones have. */
const MADE = [
  '.env',
  'target/report.html',
  'expectations/live/discounts_90d.yml',
  'expectations/users_suite.yml',
  'models/live/discounts_90d.sql',
  'models/snapshots/discounts_90d_snapshots.sql',
  'seeds/discounts.yml',
  'seeds/month_002/',
];

function textOf(page: string): string {
  return readFileSync(new URL(page, ROOT), 'utf8');
}

/** Every `npx run …` and `npx asof …`, in blocks and in lines, without comments and redirections. */
function commandsIn(page: string): readonly string[] {
  return [...textOf(page).matchAll(/npx (?:run|asof) ([^`\n#]+)/g)].map(([, words = '']) =>
    words.trim(),
  );
}

const COMMANDS = PAGES.flatMap((page) => commandsIn(page).map((command) => ({ page, command })));

test('README.md shows commands', () => {
  expect(COMMANDS.length).toBeGreaterThan(10);
});

test.each(COMMANDS)('"$command" of $page is a command', async ({ command }) => {
  const executed: string[] = [];
  const program = createProgram('run', {
    write: () => {},
    writeError: () => {},
    version: () => '',
    locate: () => undefined,
    execute: async () => {
      executed.push(command);
    },
  });
  await program.parseAsync(command.split(/\s+/), { from: 'user' });
  expect(executed).toEqual([command]);
});

const SCRIPTS = PAGES.flatMap((page) =>
  [...textOf(page).matchAll(/\bnpm (?:run )?([a-z]+)/g)].map(([, script = '']) => ({
    page,
    script,
  })),
);

test.each(SCRIPTS)('"npm $script" of $page is a script', ({ script }) => {
  const { scripts } = JSON.parse(textOf('package.json'));
  expect(['ci', ...Object.keys(scripts)]).toContain(script);
});

const FILES = PAGES.flatMap((page) =>
  [...textOf(page).matchAll(/`([\w.-]+(?:\/[\w.-]*)+|[\w-]+\.(?:md|yml|yaml|ts|json))`/g)].map(
    ([, path = '']) => ({ page, path }),
  ),
);

test('the documents name files', () => {
  expect(FILES.length).toBeGreaterThan(30);
});

test.each(FILES)('$path, which $page names, exists', ({ page, path }) => {
  // the rooms of the architecture are named as its imports say them
  const folders = page === 'docs/architecture.md' ? ['', 'src/', 'src/core/'] : [''];
  const found = folders.some((folder) => existsSync(new URL(folder + path, ROOT)));
  expect(found || MADE.includes(path)).toBe(true);
});

const LINKS = [...PAGES, 'CHANGELOG.md'].flatMap((page) =>
  [...textOf(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => ({
    page,
    path,
  })),
);

test.each(LINKS)('the link from $page to $path leads somewhere', ({ page, path }) => {
  expect(existsSync(new URL(path, new URL(page, ROOT)))).toBe(true);
});

test('README.md links to every page of the reference', () => {
  const linked = LINKS.filter(({ page }) => page === 'README.md').map(({ path }) => path);
  for (const page of [
    'cli',
    'project',
    'templates',
    'materializations',
    'expectations',
    'journal',
  ]) {
    expect(linked).toContain(`docs/reference/${page}.md`);
  }
});
