import type { LocatedEntry, LocatedValue } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import {
  isSetting,
  parseSettings,
  SETTING_NAMES,
} from '../expectation/declaration/parse-settings.ts';
import { withDefaults } from '../expectation/declaration/terms.ts';
import { type ConfigTree, layersOf } from './config-tree.ts';

/** What is said of one expectation, not of all below a folder. */
const OF_ONE = ['name', 'description', 'group_by', 'history', 'row_condition', 'condition_parser'];

/** The settings of expectations that project.yml may give. */
export const INHERITED_SETTINGS = SETTING_NAMES.filter((name) => !OF_ONE.includes(name));

/** One layer of the settings of expectations; they are held against each check that they come to. */
export function readTestSettings(value: LocatedValue, problems: Problems): readonly LocatedEntry[] {
  if (value.type !== 'map') return [];
  const before = problems.errorCount;
  const entries = value.entries.filter(({ key, keyLocation }) => {
    if (isSetting(key) && !OF_ONE.includes(key)) return true;
    problems.error('config-unknown-key', `expectations have no setting "${key}" in project.yml`, {
      location: keyLocation,
      hint: didYouMean(key, INHERITED_SETTINGS) ?? `there are ${INHERITED_SETTINGS.join(', ')}`,
    });
    return false;
  });
  // what is wrong here would be told of at every check
  const isComputed = ({ key }: LocatedEntry) => key === 'fail_calc';
  const ofRows = entries.filter((entry) => !isComputed(entry));
  parseSettings(ofRows, { name: 'a check', kind: 'rows' }, 'dbt', problems);
  parseSettings(entries.filter(isComputed), { name: 'a test', kind: 'select' }, 'dbt', problems);
  return problems.errorCount > before ? [] : entries;
}

/** The settings that hold for a file, inner folders before outer ones; tags add up. */
export function testSettingsAt(
  tree: ConfigTree<readonly LocatedEntry[]>,
  path: string,
): readonly LocatedEntry[] {
  return layersOf(tree, path).reduce((outer, inner) => withDefaults(inner, outer), []);
}
