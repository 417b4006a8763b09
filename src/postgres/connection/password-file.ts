import { readFile, stat } from 'node:fs/promises';
import { fail } from '../../core/diagnostics/diagnostic.ts';

export interface PasswordQuestion {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** The password that a libpq password file has for a connection; undefined where it has none. */
export async function findPassword(
  path: string,
  question: PasswordQuestion,
): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    fail(
      'database-connection',
      `the password file ${path} may be read by others, so it is not used`,
      {
        hint: `run chmod 600 ${path}`,
      },
    );
  }
  return matchPassword(await readFile(path, 'utf8'), question);
}

/** The first line that fits wins; `*` fits everything, a backslash escapes ":" and itself. */
export function matchPassword(text: string, question: PasswordQuestion): string | undefined {
  // libpq looks for the default socket directory under the name localhost
  const isDefaultSocket = ['/var/run/postgresql', '/tmp'].includes(question.host);
  const host = isDefaultSocket ? 'localhost' : question.host;
  const wanted = [host, String(question.port), question.database, question.user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = [...line.matchAll(/(?:^|:)((?:\\.|[^:\\])*)/g)].map((match) => match[1] ?? '');
    const [password, ...more] = fields.slice(wanted.length);
    if (password === undefined || more.length > 0) continue;
    const fits = wanted.every(
      (each, index) => fields[index] === '*' || unescaped(fields[index]) === each,
    );
    if (fits) return unescaped(password);
  }
  return undefined;
}

function unescaped(field: string | undefined): string | undefined {
  return field?.replace(/\\(.)/g, '$1');
}
