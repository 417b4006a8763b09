import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

let version: string | undefined;

/** The version of asof, from the package.json that it was installed with. */
export function asofVersion(): string {
  version ??= readVersion();
  return version;
}

function readVersion(): string {
  // by its name: built, this is in another directory than in the sources
  const path = createRequire(import.meta.url).resolve('asof/package.json');
  return /"version":\s*"([^"]+)"/.exec(readFileSync(path, 'utf8'))?.[1] ?? 'unknown';
}
