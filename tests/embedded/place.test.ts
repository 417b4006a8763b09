import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dropEmbedded, embeddedStatus, stopEmbedded } from '../../src/embedded/embedded-server.ts';
import {
  embeddedProject,
  mark,
  preparedProject,
  readMark,
  serverPid,
  start,
} from './embedded-project.ts';
import { runCommand } from './run-command.ts';

const IS_ROOT = process.getuid?.() === 0;

test('a directory with spaces, quotes, separators and letters of the world does', async () => {
  await using project = embeddedProject(`Zwölf Monde: "データ" d'$HOME; \`x\``);
  await mark(await start(project.directory), 'made');
  await stopEmbedded(project.directory);
  expect(await readMark(await start(project.directory))).toBe('made');
});

test('a project that moved while its server runs joins it from the new place', async () => {
  await using project = await preparedProject('before');
  const after = project.besides('after');
  await mark(await start(project.directory), 'moved');
  const pid = await serverPid(project.directory);
  renameSync(project.directory, after);
  expect(await readMark(await start(after))).toBe('moved');
  expect(await serverPid(after)).toBe(pid);
  expect(await stopEmbedded(after)).toBe('stopped');
});

test('a project that moved while its server was stopped finds its data', async () => {
  await using project = await preparedProject('before');
  const after = project.besides('after');
  await mark(await start(project.directory), 'moved');
  await stopEmbedded(project.directory);
  renameSync(project.directory, after);
  expect(await readMark(await start(after))).toBe('moved');
});

test('a project copied at rest goes on with a copy of the data, apart from the original', async () => {
  await using project = await preparedProject('original');
  const copy = project.besides('copy');
  await mark(await start(project.directory), 'original');
  await stopEmbedded(project.directory);
  cpSync(project.directory, copy, { recursive: true });
  const [originalUrl, copyUrl] = [await start(project.directory), await start(copy)];
  expect(copyUrl).not.toBe(originalUrl);
  expect(await readMark(copyUrl)).toBe('original');
  expect(await serverPid(copy)).not.toBe(await serverPid(project.directory));
});

test('a project copied while its server ran gets an empty cluster of its own, and says so', async () => {
  await using project = embeddedProject('original');
  const copy = project.besides('copy');
  const originalUrl = await start(project.directory);
  await mark(originalUrl, 'original');
  cpSync(project.directory, copy, { recursive: true });
  expect((await embeddedStatus(copy)).status).toBe('stopped');
  expect(await stopEmbedded(copy)).toBe('not-running');
  const said: string[] = [];
  const copyUrl = await start(copy, { onProgress: (message) => said.push(message) });
  expect(await readMark(copyUrl)).toBeUndefined();
  expect(await readMark(originalUrl)).toBe('original');
  expect(said).toEqual([
    'this project was copied while its server ran: it gets a PostgreSQL cluster of its own, empty',
    'creating a PostgreSQL 18 cluster',
  ]);
});

test('the cluster ignores the PG variables and Node options of its caller', async () => {
  await using project = embeddedProject();
  const environment = {
    PGHOST: 'db.example.com',
    PGPORT: '1',
    PGDATA: '/nowhere',
    PGUSER: 'stranger',
    PGDATABASE: 'elsewhere',
    PGOPTIONS: '-c search_path=nowhere',
  };
  expect(await runCommand('start', project.directory, { environment })).toMatchObject({
    user: 'asof',
    database: 'asof',
    port: 5432,
  });
  expect(await readMark(await start(project.directory))).toBeUndefined();
});

test('a directory that cannot be written is reported with what to do', async () => {
  await using project = embeddedProject();
  chmodSync(project.directory, 0o555);
  const uid = IS_ROOT ? ordinaryUid() : undefined;
  const outcome = await runCommand('start', project.directory, uid === undefined ? {} : { uid });
  chmodSync(project.directory, 0o755);
  expect(outcome).toEqual([
    {
      code: 'embedded-directory',
      severity: 'error',
      message: `"${join(project.directory, '.asof')}" cannot be used: it belongs to another user`,
      notes: [],
      hint: 'run as its owner, or give the target a url in project.yml, to a PostgreSQL server of your own',
    },
  ]);
});

test.runIf(IS_ROOT)('an ordinary user has everything below .asof', async () => {
  await using project = embeddedProject();
  const uid = ordinaryUid();
  chownSync(project.directory, uid, uid);
  await runCommand('start', project.directory, { uid });
  expect(await runCommand('status', project.directory, { uid })).toMatchObject({
    status: 'running',
    dataDirectory: join(project.directory, '.asof', 'postgres', 'data'),
  });
  expect(ownersBelow(project.directory)).toEqual([uid]);
  expect(await runCommand('stop', project.directory, { uid })).toBe('stopped');
});

test.runIf(IS_ROOT)('root in another user’s project leaves that user all rights', async () => {
  await using project = embeddedProject();
  // It is in no passwd: the server's user needs no account.
  const uid = 54_321;
  chownSync(project.directory, uid, uid);
  chmodSync(project.directory, 0o700);
  await mark(await start(project.directory), 'by root');
  expect(ownersBelow(project.directory)).toEqual([uid]);
  await runCommand('start', project.directory, { uid });
  expect(await runCommand('stop', project.directory, { uid })).toBe('stopped');
  await runCommand('start', project.directory, { uid });
  expect(await readMark(await start(project.directory))).toBe('by root');
  expect(ownersBelow(project.directory)).toEqual([uid]);
});

test.runIf(IS_ROOT)('in a project of root the server runs as a user of its own', async () => {
  await using project = embeddedProject();
  await start(project.directory);
  const { uid } = lstatSync(join(project.directory, '.asof', 'postgres', 'data'));
  const passwd = readFileSync('/etc/passwd', 'utf8').split('\n');
  expect(uid).toBeGreaterThan(60_000);
  expect(passwd.filter((line) => line.split(':')[2] === String(uid))).toEqual([]);
});

test.runIf(IS_ROOT)('below a directory of root alone the data is kept outside', async () => {
  await using project = embeddedProject('project', 0o700);
  await mark(await start(project.directory), 'outside');
  const status = await embeddedStatus(project.directory);
  if (status.status !== 'running') throw new Error('the server does not run');
  expect(status.dataDirectory).toMatch(/^\/var\/(lib|tmp)\/asof\/[0-9a-f]{16}\/data$/);
  expect(existsSync(join(project.directory, '.asof', 'postgres'))).toBe(false);

  const moved = project.besides('moved');
  renameSync(project.directory, moved);
  expect(await readMark(await start(moved))).toBe('outside');

  const copy = project.besides('copy');
  cpSync(moved, copy, { recursive: true });
  expect(await embeddedStatus(copy)).toEqual({ status: 'absent' });
  expect(await readMark(await start(copy))).toBeUndefined();
  await dropEmbedded(copy);
  expect(await readMark(await start(moved))).toBe('outside');

  await dropEmbedded(moved);
  expect(existsSync(join(status.dataDirectory, '..'))).toBe(false);
});

test.runIf(IS_ROOT)(
  'a project that moved below a directory of root alone takes its data along',
  async () => {
    await using project = await preparedProject('project');
    await mark(await start(project.directory), 'taken along');
    await stopEmbedded(project.directory);
    const closed = project.besides('closed');
    mkdirSync(closed, { mode: 0o700 });
    const moved = project.besides(join('closed', 'project'));
    renameSync(project.directory, moved);
    expect(await readMark(await start(moved))).toBe('taken along');
    await dropEmbedded(moved);
  },
);

test.runIf(IS_ROOT)('a pointer that names another project’s cluster does not open it', async () => {
  await using project = embeddedProject('project', 0o700);
  await mark(await start(project.directory), 'secret');
  await using stranger = embeddedProject();
  chownSync(stranger.directory, 54_321, 54_321);
  mkdirSync(join(stranger.directory, '.asof'));
  const pointer = join('.asof', 'embedded.json');
  cpSync(join(project.directory, pointer), join(stranger.directory, pointer));
  expect(await embeddedStatus(stranger.directory)).toEqual({ status: 'absent' });
  expect(await readMark(await start(stranger.directory))).toBeUndefined();
});

test('removing .asof and starting again makes a new cluster', async () => {
  await using project = embeddedProject();
  await mark(await start(project.directory), 'removed');
  rmSync(join(project.directory, '.asof'), { recursive: true, force: true });
  expect(await readMark(await start(project.directory))).toBeUndefined();
});

/** An account of this machine, as which initdb can run. */
function ordinaryUid(): number {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith('nobody:'));
  return Number(line?.split(':')[2]);
}

function ownersBelow(project: string): number[] {
  const owners = new Set<number>();
  const visit = (path: string) => {
    const found = lstatSync(path);
    owners.add(found.uid);
    if (!found.isDirectory()) return;
    for (const name of readdirSync(path)) visit(join(path, name));
  };
  visit(join(project, '.asof'));
  return [...owners];
}
