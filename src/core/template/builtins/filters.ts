import { fail } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { isTrue } from '../compare.ts';
import type { Value } from '../value.ts';
import { type Builtin, textOf } from './builtin.ts';
import { SELECTING_FILTERS } from './selecting-filters.ts';
import { SEQUENCE_FILTERS } from './sequence-filters.ts';
import { TEXT_FILTERS } from './text-filters.ts';

const defaultFilter: Builtin<Value> = {
  parameters: ['default_value?', 'boolean?'],
  apply: (value, { args: [otherwise = '', boolean = false] }) => {
    const isUndefined = typeof value === 'object' && value?.kind === 'undefined';
    return isUndefined || (isTrue(boolean) && !isTrue(value)) ? otherwise : value;
  },
};

/** Every filter, by name. */
export const FILTERS: Readonly<Record<string, Builtin<Value>>> = {
  ...TEXT_FILTERS,
  ...SEQUENCE_FILTERS,
  ...SELECTING_FILTERS,
  default: defaultFilter,
  d: defaultFilter,
  attr: {
    parameters: ['name'],
    apply: (value, { args: [name], engine }) => engine.attribute(value, textOf(name, 'the name')),
  },
};

/** The only filters that may be applied to what is undefined. */
export const FILTERS_OF_UNDEFINED: ReadonlySet<string> = new Set(['default', 'd']);

const HTML = 'leave it out: nothing is escaped in SQL';

/** Filters of Jinja and dbt that asof refuses, each with what to write instead. */
export const FOREIGN_FILTERS: ReadonlyMap<string, string> = new Map([
  ['escape', HTML],
  ['e', HTML],
  ['forceescape', HTML],
  ['safe', HTML],
  ['striptags', 'use regexp_replace in SQL'],
  ['urlencode', 'write the text itself'],
  ['urlize', 'write the text itself'],
  ['xmlattr', 'write the text itself'],
  ['pprint', 'use | string or | tojson'],
  ['random', 'a template gives the same SQL every time: choose in SQL'],
  ['filesizeformat', 'use pg_size_pretty in SQL'],
  ['wordwrap', 'break the lines in the template'],
  ['as_bool', 'declare the type of the var in project.yml'],
  ['as_number', 'declare the type of the var in project.yml'],
  ['as_native', 'declare the type of the var in project.yml'],
  ['as_text', 'use | string'],
]);

export function hasFilter(name: string): boolean {
  return Object.hasOwn(FILTERS, name);
}

export function findFilter(name: string): Builtin<Value> {
  const filter = hasFilter(name) ? FILTERS[name] : undefined;
  if (filter !== undefined) return filter;
  const hint = FOREIGN_FILTERS.get(name);
  if (hint !== undefined) {
    return fail('template-unsupported', `the filter "${name}" is not supported`, { hint });
  }
  return fail('template-undefined', `there is no filter "${name}"`, {
    hint: didYouMean(name, Object.keys(FILTERS)),
  });
}
