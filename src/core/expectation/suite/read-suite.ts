import { entryOf, type LocatedValue } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import { describeValue } from '../declaration/parse-argument.ts';
import { notesOf } from './notes-of.ts';
import type { Suite } from './suite.ts';

/** The suite in a file that was read as YAML, of which JSON is a part. */
export function readSuite(
  file: LocatedValue,
  fallbackName: string,
  problems: Problems,
): Suite | undefined {
  const expectations = entryOf(file, 'expectations')?.value;
  if (expectations?.type !== 'list') {
    const found = expectations === undefined ? 'there are none' : 'they are no list';
    return problems.error('suite-file', `a suite has a list of "expectations", and here ${found}`, {
      location: expectations?.location ?? file.location,
      hint: 'give the JSON file of a suite, as Great Expectations keeps it under expectations/',
    });
  }
  const name = textAt(file, 'name') ?? textAt(file, 'expectation_suite_name');
  const meta = entryOf(file, 'meta')?.value;
  return {
    name: name?.text ?? fallbackName,
    location: name?.location ?? file.location,
    asset: assetOf(file, meta),
    notes: notesOf(entryOf(file, 'notes')?.value) ?? notesOf(meta && entryOf(meta, 'notes')?.value),
    parameters: ['suite_parameters', 'evaluation_parameters'].flatMap((key) => {
      const given = entryOf(file, key)?.value;
      return given?.type === 'map' ? given.entries : [];
    }),
    expectations: expectations.items.map((item) => withKwargs(item, problems)),
  };
}

/** One without `kwargs` has none. */
function withKwargs(item: LocatedValue, problems: Problems): LocatedValue {
  if (item.type !== 'map') {
    problems.error('suite-file', `an expectation must be a map, not ${describeValue(item)}`, {
      location: item.location,
    });
    return item;
  }
  if (entryOf(item, 'kwargs') !== undefined) return item;
  const { location } = item;
  const kwargs: LocatedValue = { type: 'map', entries: [], location };
  return {
    ...item,
    entries: [...item.entries, { key: 'kwargs', keyLocation: location, value: kwargs }],
  };
}

/** The last of the batches that the suite's history names, or what the oldest suites say themselves. */
function assetOf(file: LocatedValue, meta: LocatedValue | undefined): string | undefined {
  const citations = meta && entryOf(meta, 'citations')?.value;
  const batches = citations?.type === 'list' ? citations.items : [];
  const named = batches.flatMap((citation) => {
    const request = entryOf(citation, 'batch_request')?.value;
    const table = entryOf(citation, 'batch_kwargs')?.value;
    return [request && textAt(request, 'data_asset_name')?.text, table && tableOf(table)].filter(
      (each) => each !== undefined,
    );
  });
  return named.at(-1) ?? textAt(file, 'data_asset_name')?.text;
}

/** `schema.table` of the oldest releases. */
function tableOf(batch: LocatedValue): string | undefined {
  const table = textAt(batch, 'table')?.text;
  const schema = textAt(batch, 'schema')?.text;
  if (table === undefined) return textAt(batch, 'data_asset_name')?.text;
  return schema === undefined ? table : `${schema}.${table}`;
}

function textAt(
  value: LocatedValue,
  key: string,
): Extract<LocatedValue, { type: 'scalar' }> | undefined {
  const found = entryOf(value, key)?.value;
  const isText = found?.type === 'scalar' && typeof found.value === 'string' && found.value !== '';
  return isText ? found : undefined;
}
