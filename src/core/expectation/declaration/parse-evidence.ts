import type { LocatedEntry } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import { EVIDENCE_LIMIT } from '../facts/first-rows.ts';
import { parseFlag, refuse } from './setting-value.ts';

const MAX_SAMPLE = 1000;

/** How many unexpected rows are shown. */
export function parseSample(entry: LocatedEntry | undefined, problems: Problems): number {
  if (entry === undefined) return EVIDENCE_LIMIT;
  const { value } = entry;
  const count = value.type === 'scalar' ? value.value : undefined;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= MAX_SAMPLE) {
    return count;
  }
  refuse('sample', `a whole number from 0 to ${MAX_SAMPLE}`, value, problems);
  return EVIDENCE_LIMIT;
}

/** Whether all are kept. As in dbt, how they are stored goes before whether they are. */
export function parseStoring(
  whether: LocatedEntry | undefined,
  how: LocatedEntry | undefined,
  problems: Problems,
): boolean {
  const stores = parseFlag(whether, false, problems);
  if (how === undefined) return stores;
  const { value } = how;
  const given = value.type === 'scalar' ? value.value : undefined;
  if (given === 'table') return true;
  if (given !== 'ephemeral') refuse('store_failures_as', 'table or ephemeral', value, problems);
  return false;
}
