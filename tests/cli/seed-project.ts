import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCli } from '../support/cli.ts';
import { createDatabase, query } from '../support/database.ts';
import { temporaryProject } from './temporary-project.ts';

/** A project of seeds with a database of its own; both are gone at the end of the test. */
export interface SeedProject extends AsyncDisposable {
  readonly directory: string;
  readonly url: string;
  /** What `run seed` prints, behind its status; what differs each time is made alike. */
  seed(...words: readonly string[]): Promise<string>;
  /** The same, at another time than long after the files were written. */
  seedAt(now: () => Date, ...words: readonly string[]): Promise<string>;
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Each row as PostgreSQL writes it. */
  rows(sql: string): Promise<readonly unknown[]>;
}

/** So late that no file was written lately. */
const LATER = () => new Date('2124-02-01T12:00:00Z');

const PROJECT = `name: shop
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}", schema: public}
`;

export async function seedProject(files: Readonly<Record<string, string>>): Promise<SeedProject> {
  const project = await temporaryProject({ 'project.yml': PROJECT, ...files });
  const database = await createDatabase();

  async function seedAt(now: () => Date, ...words: readonly string[]): Promise<string> {
    const { directory } = project;
    const env = { DATABASE_URL: database.url };
    const outcome = await runCli(['seed', ...words], { directory, env, now });
    const text = `${outcome.status}\n${outcome.stdout}${outcome.stderr}`;
    return text
      .replace(/^\d\d:\d\d:\d\d/gm, '12:00:00')
      .replace(/\d+\.\d\ds\b/g, '0.00s')
      .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'RUN');
  }

  return {
    directory: project.directory,
    url: database.url,
    seed: (...words) => seedAt(LATER, ...words),
    seedAt,
    write: project.write,
    remove: (path) => rm(join(project.directory, path)),
    async rows(sql) {
      const found = await query(
        database.url,
        `select row(found.*)::text as row from (${sql}) as found`,
      );
      return found.map(({ row }) => row);
    },
    async [Symbol.asyncDispose]() {
      await database.drop();
      await project[Symbol.asyncDispose]();
    },
  };
}
