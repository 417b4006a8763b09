import { isJsonList, isJsonMap, type Json } from '../../diagnostics/json.ts';
import type { Column } from '../../sql/column.ts';
import type { CatalogCheck, Kwargs } from '../check.ts';
import { NO_HISTORY } from '../history/no-history.ts';
import { countedColumns } from '../shapes/counted-columns.ts';
import { flagOf } from '../shapes/kwargs.ts';
import { isOfType } from '../shapes/type-names.ts';

export const columnsToMatchLastRun: CatalogCheck = {
  kind: 'catalog',
  name: 'columns_to_match_last_run',
  fullName: 'columns_to_match_last_run',
  scope: 'table',
  parameters: {
    allow_added: { type: 'boolean', default: false, description: 'whether new columns are well' },
    allow_dropped: {
      type: 'boolean',
      default: false,
      description: 'whether columns may be gone',
    },
    allow_retyped: {
      type: 'boolean',
      default: false,
      description: 'whether columns may have another type',
    },
    in_order: {
      type: 'boolean',
      default: false,
      description: 'whether those that stay must stand in the same order',
    },
  },
  principal: undefined,
  description:
    'the relation has the columns that it had when this was last checked, published and found well or warned of, each of its type',
  nulls: 'no row is looked at; the first time there is nothing to compare, and it holds',
  example: `
- model: users
  table:
    - columns_to_match_last_run: {allow_added: true}`,
  needsAccepted: true,
  verify: () => [],
  judge(kwargs, context) {
    const names = countedColumns(context, []);
    const columns = context.columns.filter(({ name }) => names.includes(name));
    const observed = columns.map(({ name, type }) => ({ name, type }));
    const before = context.accepted === undefined ? undefined : columnsIn(context.accepted);
    if (before === undefined) {
      return {
        holds: true,
        observed,
        message: `${NO_HISTORY}: no earlier columns to compare with`,
      };
    }
    const changes = changesBetween(before, columns);
    const refused = refusedAmong(changes, kwargs);
    return {
      holds: refused.length === 0,
      observed,
      details: detailsOf(changes),
      ...(refused.length > 0 && { message: refused.join('; ') }),
    };
  },
};

interface Changes {
  readonly added: readonly Column[];
  readonly dropped: readonly Column[];
  readonly retyped: readonly { readonly from: Column; readonly to: Column }[];
  /** Those that stay, as they stood and as they stand; undefined: in the same order. */
  readonly reordered:
    | { readonly from: readonly string[]; readonly to: readonly string[] }
    | undefined;
}

function changesBetween(before: readonly Column[], now: readonly Column[]): Changes {
  const had = new Map(before.map((column) => [column.name, column]));
  const has = new Map(now.map((column) => [column.name, column]));
  const from = before.map(({ name }) => name).filter((name) => has.has(name));
  const to = now.map(({ name }) => name).filter((name) => had.has(name));
  return {
    added: now.filter(({ name }) => !had.has(name)),
    dropped: before.filter(({ name }) => !has.has(name)),
    retyped: now.flatMap((column) => {
      const old = had.get(column.name);
      return old === undefined || isSameType(old, column) ? [] : [{ from: old, to: column }];
    }),
    reordered: JSON.stringify(from) === JSON.stringify(to) ? undefined : { from, to },
  };
}

/** `numeric` takes in `numeric(10,2)`, but not the other way round. */
function isSameType(one: Column, other: Column): boolean {
  return isOfType(one, other.type) && isOfType(other, one.type);
}

function refusedAmong(
  { added, dropped, retyped, reordered }: Changes,
  kwargs: Kwargs,
): readonly string[] {
  const unless = (flag: string, messages: readonly string[]) =>
    flagOf(kwargs, flag) ? [] : messages;
  return [
    ...unless(
      'allow_dropped',
      dropped.map(({ name, type }) => `"${name}" (${type}) is gone`),
    ),
    ...unless(
      'allow_retyped',
      retyped.map(({ from, to }) => `"${to.name}" is ${to.type}, and was ${from.type}`),
    ),
    ...unless(
      'allow_added',
      added.map(({ name, type }) => `"${name}" (${type}) is new`),
    ),
    ...(flagOf(kwargs, 'in_order') && reordered !== undefined
      ? [`they stand as ${reordered.to.join(', ')}, and stood as ${reordered.from.join(', ')}`]
      : []),
  ];
}

function detailsOf({ added, dropped, retyped, reordered }: Changes): Json {
  return {
    added: added.map(({ name }) => name),
    dropped: dropped.map(({ name }) => name),
    retyped: retyped.map(({ from, to }) => ({ name: to.name, from: from.type, to: to.type })),
    reordered: reordered !== undefined,
  };
}

/** What this check observed, as the journal has it. */
function columnsIn(observed: Json): readonly Column[] | undefined {
  if (!isJsonList(observed)) return undefined;
  return observed.flatMap((each) => {
    const name = isJsonMap(each) ? each['name'] : undefined;
    const type = isJsonMap(each) ? each['type'] : undefined;
    return typeof name === 'string' && typeof type === 'string' ? [{ name, type }] : [];
  });
}
