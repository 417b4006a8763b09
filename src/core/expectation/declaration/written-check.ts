import { entryOf, type LocatedEntry, type LocatedValue } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import type { Location } from '../../diagnostics/source-file.ts';
import { describeValue, isNull } from './parse-argument.ts';

/** A check as written: its name, and what is given to it. */
export interface WrittenCheck {
  readonly name: string;
  readonly location: Location;
  readonly given: LocatedValue | undefined;
}

/** The items of a list of checks; a map stands for a list of its entries, a name for itself. */
export function readWrittenChecks(
  value: LocatedValue,
  problems: Problems,
): readonly WrittenCheck[] {
  if (value.type === 'list') return value.items.flatMap((item) => writtenCheck(item, problems));
  if (value.type === 'map') return value.entries.map(fromEntry);
  return isNull(value) ? [] : writtenCheck(value, problems);
}

function writtenCheck(item: LocatedValue, problems: Problems): readonly WrittenCheck[] {
  if (item.type === 'scalar' && typeof item.value === 'string') {
    return [{ name: item.value, location: item.location, given: undefined }];
  }
  if (item.type === 'map') {
    const named = fromNamedForm(item);
    if (named !== undefined) return [named];
    const [entry, ...others] = item.entries;
    if (entry !== undefined && others.length === 0) return [fromEntry(entry)];
    const location = others[0]?.keyLocation ?? item.location;
    const hint = entry && `indent "${others[0]?.key}" below "${entry.key}", or give it its own "-"`;
    problems.error('expectation-argument', 'an item must be one check', { location, hint });
    return [];
  }
  const message = `an item must be a check or a map of one check, not ${describeValue(item)}`;
  problems.error('expectation-argument', message, { location: item.location });
  return [];
}

function fromEntry(entry: LocatedEntry): WrittenCheck {
  return { name: entry.key, location: entry.keyLocation, given: entry.value };
}

/** `{expectation_type: …, kwargs: {…}}` of Great Expectations and `{test_name: …}` of dbt. */
function fromNamedForm(
  item: Extract<LocatedValue, { readonly type: 'map' }>,
): WrittenCheck | undefined {
  const kwargs = entryOf(item, 'kwargs');
  const isGreatExpectations = kwargs?.value.type === 'map';
  const naming = isGreatExpectations
    ? (entryOf(item, 'type') ?? entryOf(item, 'expectation_type'))
    : entryOf(item, 'test_name');
  if (naming?.value.type !== 'scalar') return undefined;
  const others = item.entries.filter(
    (each) => ![naming, kwargs].includes(each) && each.key !== 'id',
  );
  const inner = kwargs?.value.type === 'map' ? kwargs.value.entries : [];
  return {
    name: naming.value.text,
    location: naming.value.location,
    given: { type: 'map', entries: [...inner, ...others], location: item.location },
  };
}
