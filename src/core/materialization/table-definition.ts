import { bug } from '../diagnostics/bug.ts';
import type { Json } from '../diagnostics/json.ts';
import { columnList, quoteIdentifier } from '../sql/quote.ts';
import { formatRelation, type Relation, renderRelation } from '../sql/relation.ts';
import { shortenName } from '../sql/shorten-name.ts';
import { hashOf } from '../time/version.ts';
import type { ModelBuild } from './model-build.ts';
import type { ConstraintConfig, IndexConfig } from './model-config.ts';
import type { Renaming } from './renaming.ts';

/** `create index` for each configured index of a table that may be built aside. */
export function indexStatements(
  on: Relation,
  named: Relation,
  indexes: readonly IndexConfig[],
  token = '',
): readonly string[] {
  return indexes.map((index) => {
    const name = shortenName(
      `${named.name}_${index.columns.join('_')}_idx${traits(index)}${token}`,
    );
    const parts = [
      `create ${index.unique ? 'unique ' : ''}index ${quoteIdentifier(name)} on ${renderRelation(on)}`,
      index.type === undefined ? undefined : `using ${index.type}`,
      `(${index.columns.map(indexedExpression).join(', ')})`,
      index.include.length === 0 ? undefined : `include (${columnList(index.include)})`,
      index.where === undefined ? undefined : `where (${index.where})`,
    ];
    return parts.filter((part) => part !== undefined).join(' ');
  });
}

/** So that indexes of the same columns, and one that is changed, have names of their own. */
function traits({ unique, type, include, where }: IndexConfig): string {
  const isPlain = !unique && type === undefined && include.length === 0 && where === undefined;
  return isPlain ? '' : `_${shortHash([unique, type ?? null, [...include], where ?? null])}`;
}

function shortHash(value: Json): string {
  return hashOf(value).slice(0, 8);
}

/** A plain name is a column; anything else is an expression as the user wrote it. */
function indexedExpression(text: string): string {
  return /^\w+$/.test(text) ? quoteIdentifier(text) : `(${text})`;
}

/** What becomes of constraints that are made for a table built aside. */
interface Aside {
  readonly token?: string;
  /** The table that gets them, and that a foreign key of the model to itself refers to. */
  readonly on?: Relation;
}

/** Primary key, then the configured constraints, as clauses of `create` or `alter table … add`. */
export function constraintClauses(
  build: ModelBuild,
  { token = '', on = build.relation }: Aside = {},
): readonly string[] {
  const { config, relation } = build;
  const primary =
    config.uniqueKey.length === 0
      ? []
      : [
          `${named(relation, { name: undefined }, 'pkey', token)} primary key (${columnList(config.uniqueKey)})`,
        ];
  return [
    ...primary,
    ...configuredClauses(build, { token, on }),
    ...(build.exclusions ?? []).map(
      (clause) =>
        `${named(relation, { name: undefined }, `excl_${shortHash(clause)}`, token)} ${clause}`,
    ),
  ];
}

/** The constraints that the model asks for, beside its key. */
export function configuredClauses(
  build: ModelBuild,
  { token = '', on = build.relation }: Aside = {},
): readonly string[] {
  return build.config.constraints
    .map((constraint) => constraintClause(build, constraint, { token, on }))
    .filter((clause) => clause !== undefined);
}

function constraintClause(
  { relation, referred }: ModelBuild,
  constraint: ConstraintConfig,
  { token, on }: Required<Aside>,
): string | undefined {
  switch (constraint.type) {
    case 'not_null':
      return undefined;
    case 'unique':
      return `${named(relation, constraint, `${constraint.columns.join('_')}_key`, token)} unique (${columnList(constraint.columns)})`;
    case 'check':
      // by what it says: several may have no name, and one that is changed is another one
      return `${named(relation, constraint, `check_${shortHash(constraint.expression)}`, token)} check (${constraint.expression})`;
    case 'foreign_key': {
      const found = referred[constraint.to];
      if (found === undefined) return undefined;
      const to = formatRelation(found) === formatRelation(relation) ? on : found;
      const toColumns =
        constraint.toColumns.length === 0 ? '' : ` (${columnList(constraint.toColumns)})`;
      return (
        `${named(relation, constraint, `${constraint.columns.join('_')}_fkey`, token)} foreign key ` +
        `(${columnList(constraint.columns)}) references ${renderRelation(to)}${toColumns}`
      );
    }
  }
}

function named(
  relation: Relation,
  constraint: { readonly name: string | undefined },
  suffix: string,
  token: string,
): string {
  const name = constraint.name ?? `${relation.name}_${suffix}`;
  return `constraint ${quoteIdentifier(shortenName(name + token))}`;
}

/** Names that were made with a token beside those of the live table, and what they are to become. */
export function renamings(build: ModelBuild, token: string): readonly Renaming[] {
  const clauses = [constraintClauses(build), constraintClauses(build, { token })] as const;
  const constraints = clauses[0].map(
    (clause, at): Renaming => ({
      type: 'constraint',
      from: nameIn(clauses[1][at] ?? clause, CONSTRAINT),
      to: nameIn(clause, CONSTRAINT),
    }),
  );
  const { relation, config } = build;
  const plain = indexStatements(relation, relation, config.indexes);
  const made = indexStatements(relation, relation, config.indexes, token);
  const indexes = plain.map(
    (statement, at): Renaming => ({
      type: 'index',
      from: nameIn(made[at] ?? statement, INDEX),
      to: nameIn(statement, INDEX),
    }),
  );
  return [...constraints, ...indexes];
}

const CONSTRAINT = /^constraint "((?:[^"]|"")+)"/;
const INDEX = /^create (?:unique )?index "((?:[^"]|"")+)"/;

function nameIn(sql: string, pattern: RegExp): string {
  return (pattern.exec(sql)?.[1] ?? bug(`no name in ${sql}`)).replaceAll('""', '"');
}

/** The columns that must not be NULL: the key's and those of `not_null` constraints. */
export function notNullColumns(build: ModelBuild): ReadonlySet<string> {
  const declared = build.config.constraints.flatMap((each) =>
    each.type === 'not_null' ? each.columns : [],
  );
  return new Set([...build.config.uniqueKey, ...declared]);
}

/** What makes columns of the table that stands hold no NULL, once its rows hold none. */
export function missingNotNulls(build: ModelBuild): readonly string[] {
  const { existing } = build;
  if (existing === undefined) return [];
  const missing = [...notNullColumns(build)].filter(
    (name) => !existing.notNullColumns.includes(name),
  );
  const clauses = missing.map((name) => `alter column ${quoteIdentifier(name)} set not null`);
  const name = renderRelation(build.relation);
  return clauses.length === 0 ? [] : [`alter table ${name}\n  ${clauses.join(',\n  ')}`];
}

/** The clauses that add the constraints which the table that stands lacks. */
export function missingConstraints(build: ModelBuild): readonly string[] {
  const names = (build.existing?.constraintNames ?? []).map(quoteIdentifier);
  return constraintClauses(build)
    .filter((clause) => !names.some((name) => clause.startsWith(`constraint ${name} `)))
    .map((clause) => `add ${clause}`);
}

/** The indexes of the model, for a table that may have them. */
export function missingIndexes(
  { relation, config }: ModelBuild,
  indexes: readonly IndexConfig[] = config.indexes,
): readonly string[] {
  return indexStatements(relation, relation, indexes).map((sql) =>
    sql.replace(/^create (unique )?index /, 'create $1index if not exists '),
  );
}

/** All that a table which stays and takes over new rows lacks of what the model says. */
export function missingDefinitions(build: ModelBuild): readonly string[] {
  if (build.existing === undefined) return [];
  const clauses = missingConstraints(build);
  return [
    ...missingNotNulls(build),
    ...(clauses.length === 0
      ? []
      : [`alter table ${renderRelation(build.relation)}\n  ${clauses.join(',\n  ')}`]),
    ...missingIndexes(build),
  ];
}

/** `"a" text not null, "b" integer` */
export function columnDefinitions(build: ModelBuild): readonly string[] {
  const notNull = notNullColumns(build);
  return build.columns.map(
    ({ name, type }) => `${quoteIdentifier(name)} ${type}${notNull.has(name) ? ' not null' : ''}`,
  );
}
