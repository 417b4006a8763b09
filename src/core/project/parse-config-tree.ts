import type { LocatedEntry, LocatedValue } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { ConfigTree } from './config-tree.ts';

export interface TreeReading<Settings> {
  /** Reads the settings of one folder, from a map of them without their `+`. */
  readonly read: (settings: LocatedValue, problems: Problems) => Settings | undefined;
  readonly nothing: Settings;
  /** Every setting there is. */
  readonly keys: readonly string[];
  /** Every folder and file that the tree can be about: `marts`, `marts/orders`. */
  readonly paths: ReadonlySet<string>;
  readonly projectName: string;
}

/**
 * A tree of settings by folder, as dbt reads it: `+key` is a setting; a bare key is a folder when it
 * holds a map, else a setting. The project's own name at the top stands for the whole, as in dbt.
 */
export function parseConfigTree<Settings>(
  value: LocatedValue,
  reading: TreeReading<Settings>,
  problems: Problems,
): ConfigTree<Settings> {
  if (value.type !== 'map') {
    return { settings: reading.nothing, folders: {} };
  }
  const project = value.entries.find(
    (entry) => entry.key === reading.projectName && !reading.paths.has(entry.key) && isMap(entry),
  );
  if (project === undefined) return parseFolder(value, '', reading, problems);
  const entries = value.entries.filter((entry) => entry !== project);
  const inner = project.value.type === 'map' ? project.value.entries : [];
  // what is written under the project's name is nearer to the files, so it replaces what is not
  const replaced = new Set(inner.map((entry) => settingOf(entry)));
  const merged = [...entries.filter((entry) => !replaced.has(settingOf(entry))), ...inner];
  return parseFolder({ ...value, entries: merged }, '', reading, problems);
}

function parseFolder<Settings>(
  value: LocatedValue & { readonly type: 'map' },
  path: string,
  reading: TreeReading<Settings>,
  problems: Problems,
): ConfigTree<Settings> {
  const settings: LocatedEntry[] = [];
  const folders: [string, ConfigTree<Settings>][] = [];
  for (const entry of value.entries) {
    if (entry.key.startsWith('+')) settings.push({ ...entry, key: entry.key.slice(1) });
    else if (!isMap(entry)) settings.push(entry);
    else {
      const below = path === '' ? entry.key : `${path}/${entry.key}`;
      if (entry.value.type !== 'map' || isSetting(entry, below, reading, problems)) continue;
      folders.push([entry.key, parseFolder(entry.value, below, reading, problems)]);
    }
  }
  const own = reading.read({ ...value, entries: settings }, problems);
  return { settings: own ?? reading.nothing, folders: Object.fromEntries(folders) };
}

/** A map after the bare name of a setting is a forgotten `+`, unless there is such a folder. */
function isSetting<Settings>(
  entry: LocatedEntry,
  path: string,
  reading: TreeReading<Settings>,
  problems: Problems,
): boolean {
  if (reading.paths.has(path)) return false;
  const isKnown = reading.keys.includes(entry.key);
  if (isKnown) {
    problems.error('config-unknown-key', `"${entry.key}" is read as a folder, and there is none`, {
      location: entry.keyLocation,
      hint: `write "+${entry.key}" for the setting`,
    });
  } else {
    problems.warn('config-unused', `no file is below "${path}", so its settings have no use`, {
      location: entry.keyLocation,
      hint: didYouMean(path, reading.paths),
    });
  }
  return isKnown;
}

function isMap(entry: LocatedEntry): boolean {
  return entry.value.type === 'map';
}

function settingOf(entry: LocatedEntry): string {
  return entry.key.replace(/^\+/, '');
}

/** Every folder and file, without its ending, of the paths, which are below the tree's folder. */
export function pathsOf(files: Iterable<string>): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const file of files) {
    const steps = file.replace(/\.\w+$/, '').split('/');
    for (let count = 1; count <= steps.length; count += 1) {
      paths.add(steps.slice(0, count).join('/'));
    }
  }
  return paths;
}
