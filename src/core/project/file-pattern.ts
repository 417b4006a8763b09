import type { Problems } from '../diagnostics/problems.ts';
import type { LocatedText } from './located-text.ts';
import { SEED_ENDINGS } from './seed-file-name.ts';

/** `month_{month:int}/users.csv`: which files belong to a seed, and what their paths say. */
export interface FilePattern {
  readonly text: string;
  readonly expression: RegExp;
  readonly captures: readonly Capture[];
}

export interface Capture {
  readonly name: string;
  readonly type: 'text' | 'int';
}

const CAPTURE = /\{([^{}]*)\}/g;
const CAPTURE_BODY = /^([A-Za-z_]\w*)(?::(\w+))?$/;

export function parseFilePattern(
  { text, location }: LocatedText,
  problems: Problems,
): FilePattern | undefined {
  const wrong = (message: string, hint: string): undefined =>
    problems.error('config-value', message, { location, hint });
  if (text.startsWith('/') || text.includes('\\') || /^[A-Za-z]:/.test(text)) {
    return wrong('"files" must be a path below the seeds path', 'write it with "/", from there');
  }
  if (text.split('/').some((part) => part === '..' || part === '.' || part === '')) {
    return wrong('"files" must be a path without "..", "." or empty parts', 'name the folders');
  }
  const captures: Capture[] = [];
  let expression = '';
  let end = 0;
  for (const match of text.matchAll(CAPTURE)) {
    const [, name, type] = CAPTURE_BODY.exec(match[1] ?? '') ?? [];
    if (name === undefined || (type !== undefined && type !== 'int')) {
      return wrong(`"${match[0]}" must be {name} or {name:int}`, 'name the column that it becomes');
    }
    if (name === 'as_of') {
      return wrong('a part of a path cannot be named as_of', 'name it otherwise, and set "as_of"');
    }
    expression += escapePattern(text.slice(end, match.index));
    const isKnown = captures.some((capture) => capture.name === name);
    if (!isKnown) captures.push({ name, type: type === undefined ? 'text' : 'int' });
    expression += isKnown
      ? `\\k<${name}>`
      : `(?<${name}>${type === undefined ? '[^/]+' : '\\d{1,15}'})`;
    end = match.index + match[0].length;
  }
  const rest = text.slice(end);
  if (/[{}*?]/.test(text.replace(CAPTURE, ''))) {
    return wrong(
      '"files" knows {name} and {name:int}, and no other wildcard',
      'name each part that varies',
    );
  }
  return { text, expression: new RegExp(`^${expression}${escapePattern(rest)}$`, 'u'), captures };
}

/** The pattern of a seed that names no files: one of its name, in any folder. */
export function defaultPattern(name: string): FilePattern {
  const endings = SEED_ENDINGS.map(escapePattern).join('|');
  return {
    text: `${name}.csv`,
    expression: new RegExp(`^(?:.*/)?${escapePattern(name)}(?:${endings})$`, 'u'),
    captures: [],
  };
}

/** What a path says, by the names of the pattern; undefined for a path that does not match. */
export function matchPattern(
  pattern: FilePattern,
  path: string,
): Readonly<Record<string, string | number>> | undefined {
  const groups = pattern.expression.exec(path);
  if (groups === null) return undefined;
  return Object.fromEntries(
    pattern.captures.map(({ name, type }) => {
      const text = groups.groups?.[name] ?? '';
      return [name, type === 'int' ? Number(text) : text];
    }),
  );
}

/** The folders of a pattern up to the first that varies, then the seed's name: its place in project.yml. */
export function treePath(pattern: string, name: string): string {
  const folders: string[] = [];
  for (const part of pattern.split('/').slice(0, -1)) {
    if (part.includes('{')) break;
    folders.push(part);
  }
  return [...folders, name].join('/');
}

/** Only what has a meaning: with the flag `u` an escape that is not needed is an error. */
function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
