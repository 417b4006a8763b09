import { readFileSync } from 'node:fs';

/** The version of asof, from the package.json that it was installed with. */
export function asofVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}
