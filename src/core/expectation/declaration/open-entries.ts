import type { LocatedEntry, LocatedValue } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';

/** What a map gives to a check, `config:` and `arguments:` in it opened, as dbt nests them. */
export function openEntries(
  title: string,
  given: Extract<LocatedValue, { readonly type: 'map' }>,
  problems: Problems,
): readonly LocatedEntry[] {
  const entries = given.entries.flatMap((entry) =>
    (entry.key === 'config' || entry.key === 'arguments') && entry.value.type === 'map'
      ? entry.value.entries
      : [entry],
  );
  const seen = new Set<string>();
  for (const { key, keyLocation } of entries) {
    if (seen.has(key)) {
      const message = `"${key}" is given twice to "${title}"`;
      problems.error('expectation-argument', message, { location: keyLocation });
    }
    seen.add(key);
  }
  return entries;
}
