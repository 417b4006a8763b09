import { readdirSync, readFileSync } from 'node:fs';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

const ROOT = new URL('../../', import.meta.url);
const USERS = 40;

/** The flagship project with the first users of its two months, and an URL for its database. */
export async function flagshipProject(): Promise<TemporaryProject> {
  const paths = ['models', 'expectations', 'macros', 'seeds'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => /\.(?:sql|ya?ml|csv)$/.test(path)),
  );
  const texts = ['project.yml', ...paths].map((path) => [path, textOf(path)] as const);
  return temporaryProject(Object.fromEntries(texts));
}

function textOf(path: string): string {
  const text = readFileSync(new URL(path, ROOT), 'utf8');
  if (!path.endsWith('.csv')) return text;
  return `${text
    .split('\n')
    .slice(0, USERS + 1)
    .join('\n')}\n`;
}
