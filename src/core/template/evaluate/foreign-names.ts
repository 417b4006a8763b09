const NO_DATABASE = 'a template never asks the database: write it in SQL, or declare a var';

/** What to write instead of a name that is not there, or the name that was meant. */
export function hintForName(
  name: string,
  nearestKnown: () => string | undefined,
): string | undefined {
  if (name === 'null') return 'write none';
  const near = nearestKnown();
  return near === undefined ? FOREIGN_NAMES.get(name) : `did you mean "${near}"?`;
}

/** Names of dbt that asof does not have, each with what to write instead. */
export const FOREIGN_NAMES: ReadonlyMap<string, string> = new Map([
  ['run_query', NO_DATABASE],
  ['statement', NO_DATABASE],
  ['load_result', NO_DATABASE],
  ['adapter', 'call the macro by its name: there is one database to write it for'],
  ['execute', 'leave the condition out: a template is rendered once, without a database'],
  ['exceptions', 'declare an expectation, or a var with a type'],
  ['log', 'look at the SQL with the command compile'],
  ['print', 'look at the SQL with the command compile'],
  ['modules', 'use month_end(), or compute it in SQL'],
  ['api', 'write the type of PostgreSQL'],
  ['dbt', 'write the SQL of PostgreSQL'],
  ['dbt_utils', 'copy the macro into macros/, or use one of the expectations'],
  ['dbt_expectations', 'use the expectation of the same name'],
  ['graph', 'name the node with ref()'],
  ['model', 'use this'],
  ['builtins', 'call ref(), source() or config() by its name'],
  ['schema', 'use this.schema or target.schema'],
  ['database', 'leave it out: a project is in one database'],
  ['fromjson', 'write the list or the map itself, or declare a var of that type'],
  ['fromyaml', 'write the list or the map itself, or declare a var of that type'],
  ['tojson', 'write it as a filter: value | tojson'],
  ['set', 'use the filter unique: list | unique'],
  ['doc', 'write the description in the YAML file'],
]);
