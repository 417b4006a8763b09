import type { LocatedEntry } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import type { Location } from '../../diagnostics/source-file.ts';
import type { Settled } from './refuse-settings.ts';
import { refuse } from './setting-value.ts';

/** What is said beside `on_fail`. */
interface Beside {
  readonly check: Settled;
  readonly severity: 'error' | 'warn';
  readonly gate: boolean;
  readonly others: (key: 'group_by' | 'limit' | 'history') => LocatedEntry | undefined;
}

/** Where rows are to be moved, if they are, and if they can be. */
export function parseQuarantine(
  entry: LocatedEntry | undefined,
  { check, severity, gate, others }: Beside,
  problems: Problems,
): Location | undefined {
  if (entry === undefined) return undefined;
  const { value, keyLocation: location } = entry;
  if (value.type !== 'scalar' || value.value !== 'quarantine') {
    return refuse('on_fail', 'quarantine', value, problems);
  }
  const refused = (message: string, hint?: string) =>
    problems.error('expectation-argument', message, { location, hint });
  if (check.kind !== 'rows') {
    return refused(`"on_fail" moves rows, and ${check.name} has none`);
  }
  if (severity === 'warn') {
    return refused('"on_fail" keeps rows back that "severity: warn" lets pass', 'keep one of them');
  }
  if (!gate) {
    return refused(
      '"on_fail" moves rows before a node is published, and "gate: false" waits for nothing',
      'keep one of them',
    );
  }
  const counted = others('group_by') ?? others('limit');
  if (counted !== undefined) {
    const message = `"on_fail" counts all rows that it moves together, and "${counted.key}" counts otherwise`;
    return refused(message, 'keep one of them');
  }
  if (others('history') !== undefined) {
    const message = '"on_fail" moves every row that fails, and "history" says how many may stay';
    return refused(message, 'keep one of them');
  }
  return location;
}
