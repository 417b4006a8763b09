import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Column } from '../sql/column.ts';
import type { DeclaredColumn } from '../sql/declared-column.ts';
import { columnChanges, isSame } from './column-changes.ts';

/** Types whose every value the next type holds without change. */
const WIDENINGS: readonly (readonly string[])[] = [
  ['smallint', 'integer', 'bigint', 'numeric'],
  ['real', 'double precision'],
  ['name', 'text'],
];

/**
 * The columns of a model's relation: those of its select, with the declared type where there is one.
 * A declared type must hold every value of the select's: rounding and cutting are never silent.
 */
export function resolveColumns(
  selected: readonly Column[],
  declared: readonly DeclaredColumn[],
  /** The declared types as PostgreSQL spells them, by column. */
  spelled: ReadonlyMap<string, string>,
  /** Of a model with a contract, the place that speaks for it; undefined: it has none. */
  contract?: Location,
): { readonly columns: readonly Column[]; readonly problems: readonly Diagnostic[] } {
  if (contract !== undefined) {
    return { columns: selected, problems: contractProblems(selected, declared, spelled, contract) };
  }
  const problems: Diagnostic[] = [];
  const types = new Map(selected.map((column) => [column.name, column.type]));
  for (const column of declared) {
    const from = types.get(column.name);
    const to = spelled.get(column.name);
    if (from === undefined) {
      problems.push(
        diagnostic('model-columns-changed', `the select has no column "${column.name}"`, {
          location: column.location,
          hint:
            didYouMean(column.name, types.keys()) ??
            'add it to the select, or take the declaration out',
        }),
      );
    } else if (to !== undefined && !isLossless(from, to)) {
      problems.push(
        diagnostic(
          'model-column-type',
          `"${column.name}" must be ${to}, and the select gives ${from}`,
          {
            location: column.location,
            hint: `cast it in the select (${column.name}::${to}), where rounding or cutting is meant`,
          },
        ),
      );
    }
  }
  const columns = selected.map(({ name, type }) => ({ name, type: spelled.get(name) ?? type }));
  return { columns, problems };
}

/** One problem that lists every difference: the names in any order, the types to the letter. */
function contractProblems(
  selected: readonly Column[],
  declared: readonly DeclaredColumn[],
  spelled: ReadonlyMap<string, string>,
  location: Location,
): readonly Diagnostic[] {
  const wanted = declared.map(({ name, type = '' }) => ({ name, type: spelled.get(name) ?? type }));
  const changes = columnChanges(wanted, selected);
  if (isSame(changes)) return [];
  const declaredAt = new Map(declared.map((column) => [column.name, column.location]));
  const { added, missing, retyped } = changes;
  return [
    diagnostic('model-contract', 'the select does not give the columns of the contract', {
      location,
      notes: [
        ...added.map(({ name, type }) => ({
          message: `"${name}" (${type}) is not in the contract`,
          location: undefined,
        })),
        ...missing.map(({ name, type }) => ({
          message: `"${name}" (${type}) is not in the select`,
          location: declaredAt.get(name),
        })),
        ...retyped.map(({ name, from, to }) => ({
          message: `"${name}" must be ${from}, and the select gives ${to}`,
          location: declaredAt.get(name),
        })),
      ],
      hint: 'change the select, or declare what it gives',
    }),
  ];
}

function isLossless(from: string, to: string): boolean {
  if (from === to) return true;
  if (to === 'text' && from.startsWith('character varying')) return true;
  if (to === 'character varying') return from.startsWith('character varying') || from === 'text';
  if (to === 'numeric')
    return from.startsWith('numeric') || /^(?:smallint|integer|bigint)$/.test(from);
  return WIDENINGS.some((chain) => {
    const at = chain.indexOf(from);
    return at >= 0 && chain.indexOf(to) > at;
  });
}
