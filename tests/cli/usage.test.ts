import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { temporaryProject } from './temporary-project.ts';

test('an unknown command is shown where it stands, with the nearest one', async () => {
  expect(await runCli(['--quiet', 'biuld', '--select', 'a'])).toEqual({
    status: 'error',
    stdout: '',
    stderr: `error[usage-unknown-command]: there is no command "biuld"
 --> command line:1:13
  |
1 | run --quiet biuld --select a
  |             ^^^^^
hint: did you mean "build"?

1 error
`,
  });
});

test('an unknown option is shown where it stands, with the nearest one', async () => {
  expect(await runCli(['build', '--selct', 'a'])).toEqual({
    status: 'error',
    stdout: '',
    stderr: `error[usage-unknown-option]: "run build" has no option "--selct"
 --> command line:1:11
  |
1 | run build --selct a
  |           ^^^^^^^
hint: did you mean "--select"?

1 error
`,
  });
});

test('an option that is like no other points to the help of its command', async () => {
  const { stderr } = await runCli(['db', 'start', '--frobnicate']);
  expect(stderr).toBe(`error[usage-unknown-option]: "run db start" has no option "--frobnicate"
 --> command line:1:14
  |
1 | run db start --frobnicate
  |              ^^^^^^^^^^^^
hint: see "run db start --help"

1 error
`);
});

test('an unknown command of db is unknown', async () => {
  const { status, stderr } = await runCli(['db', 'strat']);
  expect([status, stderr]).toEqual([
    'error',
    `error[usage-unknown-command]: there is no command "strat"
 --> command line:1:8
  |
1 | run db strat
  |        ^^^^^
hint: did you mean "start"?

1 error
`,
  ]);
});

test.each([
  [['build', '--vars'], '"--vars" needs a value'],
  [['ls', '-s'], '"-s" needs a value'],
  [['show'], '"run show" needs a <node>'],
  [['build', 'orders'], '"run build" takes fewer arguments'],
  [['build', '--concurrency', '0'], '--concurrency must be a whole number from 1, not "0"'],
  [['build', '--wait', 'long'], '--wait must be a whole number from 0, not "long"'],
  [['show', 'a', '--limit', '1.5'], '--limit must be a whole number from 1, not "1.5"'],
  [['backfill', '--from', '2024-02-30'], '--from must be a date like 2024-01-31, not "2024-02-30"'],
])('%j is refused before anything is read', async (words, message) => {
  const { status, stderr } = await runCli(words);
  expect([status, stderr.split('\n')[0]]).toEqual(['error', `error[usage-argument]: ${message}`]);
});

test.each(['drop', 'start', 'status', 'stop', 'url'])(
  '"db %s" of a target with a URL is not done to the embedded server',
  async (command) => {
    await using project = await temporaryProject({
      'project.yml': `name: shop
target: dev
targets:
  dev: {}
  warehouse: {url: postgresql://localhost/shop}
`,
    });
    const words = ['db', command, '--target', 'warehouse'];
    expect(await runCli(words, { directory: project.directory })).toEqual({
      status: 'error',
      stdout: '',
      stderr: `error[usage-argument]: the target "warehouse" has a URL, and no server of asof's
 --> command line:1:${`run db ${command} --target `.length + 1}
  |
1 | run db ${command} --target warehouse
  |        ${' '.repeat(`${command} --target `.length)}^^^^^^^^^
hint: leave --target out for the embedded server; "db psql" and "debug" take any target

1 error
`,
    });
  },
);

test('with --json what cannot run still ends in run-finished', async () => {
  const { status, stdout } = await runCli(['biuld', '--json']);
  expect(status).toBe('error');
  expect(JSON.parse(stdout)).toEqual({
    type: 'run-finished',
    at: '2024-02-01T12:00:00.000Z',
    run_id: null,
    status: 'error',
    message: null,
    nodes: [],
    expectations: [],
    diagnostics: [
      {
        code: 'usage-unknown-command',
        severity: 'error',
        message: 'there is no command "biuld"',
        location: { file: 'command line', line: 1, column: 5 },
        notes: [],
        hint: 'did you mean "build"?',
      },
    ],
  });
});

test('in a CI system a diagnostic is one line and its hint', async () => {
  const { stderr } = await runCli(['biuld'], { env: { CI: 'true' } });
  expect(stderr).toBe(`command line:1:5: error[usage-unknown-command]: there is no command "biuld"
  hint: did you mean "build"?
1 error
`);
});

test('a secret on the command line is not repeated', async () => {
  const env = { SHOP_PASSWORD: 'hunter2!' };
  const { stderr } = await runCli(['build', '--password=hunter2!'], { env });
  expect(stderr).not.toContain('hunter2!');
});

test('help is the answer, and no command at all is not', async () => {
  const help = await runCli(['--help']);
  expect([help.status, help.stderr, help.stdout.split('\n')[0]]).toEqual([
    'success',
    '',
    'Usage: run [options] [command]',
  ]);
  const nothing = await runCli([]);
  expect([nothing.status, nothing.stdout, nothing.stderr]).toEqual(['error', '', help.stdout]);
});
