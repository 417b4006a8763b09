import { entryOf, type LocatedValue } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { ConstraintConfig } from '../materialization/model-config.ts';
import type { DeclaredColumn } from '../sql/declared-column.ts';
import type { ColumnFields, Columns } from './definitions/columns.ts';
import { listed, listedOrNone } from './definitions/texts.ts';
import type { ColumnChecks, Spelling } from './project.ts';
import { checksAt } from './read-checks.ts';
import { readColumnConstraints } from './read-constraints.ts';

/** The columns of a model, seed or source, with what is declared at them. */
export interface ReadColumns {
  readonly columns: readonly DeclaredColumn[];
  readonly checks: Readonly<Record<Spelling, readonly ColumnChecks[]>>;
  readonly constraints: readonly ConstraintConfig[];
}

export const NO_COLUMNS: ReadColumns = {
  columns: [],
  checks: { asof: [], dbt: [] },
  constraints: [],
};

/** `value` is what `yaml` was validated from: a map `name: type`, or dbt's list. */
export function readColumns(
  yaml: Columns | undefined,
  value: LocatedValue | undefined,
  problems: Problems,
): ReadColumns {
  if (yaml === undefined || value === undefined) return NO_COLUMNS;
  const found = Array.isArray(yaml) ? ofList(yaml, value) : ofMap(yaml, value);
  const seen = new Map<string, Location>();
  for (const { name, location } of found) {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, location);
    else addDuplicate(name, location, first, problems);
  }
  return {
    columns: found.map(toColumn),
    checks: { asof: checksOf(found, 'asof'), dbt: checksOf(found, 'dbt') },
    constraints: found.flatMap(({ name, fields, value: at }) =>
      readColumnConstraints(name, fields.constraints ?? [], at),
    ),
  };
}

interface FoundColumn {
  readonly name: string;
  readonly location: Location;
  readonly fields: ColumnFields;
  readonly value: LocatedValue;
}

function ofList(yaml: Extract<Columns, readonly unknown[]>, value: LocatedValue): FoundColumn[] {
  const items = value.type === 'list' ? value.items : [];
  return yaml.flatMap(({ name, ...fields }, at) => {
    const item = items[at];
    if (item === undefined) return [];
    const location = entryOf(item, 'name')?.value.location ?? item.location;
    return [{ name, location, fields, value: item }];
  });
}

function ofMap(yaml: Exclude<Columns, readonly unknown[]>, value: LocatedValue): FoundColumn[] {
  const entries = value.type === 'map' ? value.entries : [];
  return entries.map((entry) => {
    const given = Object.hasOwn(yaml, entry.key) ? yaml[entry.key] : undefined;
    const fields = typeof given === 'string' ? { type: given } : (given ?? {});
    return { name: entry.key, location: entry.keyLocation, fields, value: entry.value };
  });
}

function checksOf(found: readonly FoundColumn[], spelling: Spelling): readonly ColumnChecks[] {
  return found.flatMap(({ name, location, value }) => {
    const checks = checksAt(value, spelling);
    return checks.length === 0 ? [] : [{ column: name, location, checks }];
  });
}

function toColumn({ name, location, fields }: FoundColumn): DeclaredColumn {
  return {
    name,
    type: fields.type ?? fields.data_type,
    description: fields.description,
    since: fields.since,
    nullValues: listedOrNone(fields.null_values),
    isPersonal: isPersonal(fields) || isPersonal(fields.config ?? {}),
    location,
  };
}

function isPersonal({ tags, meta }: Pick<ColumnFields, 'tags' | 'meta'>): boolean {
  return listed(tags ?? []).includes('pii') || meta?.['pii'] === true;
}

function addDuplicate(name: string, location: Location, first: Location, problems: Problems): void {
  problems.error('config-duplicate', `the column "${name}" is declared twice`, {
    location,
    notes: [{ message: `"${name}" is declared first`, location: first }],
    hint: 'remove one of them',
  });
}
