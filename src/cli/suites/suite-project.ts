import type { Json } from '../../core/diagnostics/json.ts';
import type { LocatedEntry } from '../../core/diagnostics/located-value.ts';
import { plain } from '../../core/diagnostics/located-value.ts';
import type { Parameter } from '../../core/expectation/check.ts';
import { flowYaml, yamlText } from '../../core/expectation/suite/flow-yaml.ts';
import type { NeededVar } from '../../core/expectation/suite/translate-expectation.ts';
import type { VarType } from '../../core/project/vars.ts';
import { isDate } from '../../core/time/month-end.ts';

/** A table of the database that suites are about. */
export interface SuiteTable {
  readonly schema: string;
  readonly table: string;
}

export interface SuiteProject {
  readonly name: string;
  readonly tables: readonly SuiteTable[];
  readonly vars: readonly NeededVar[];
  /** Values that the suites have for them. */
  readonly parameters: readonly LocatedEntry[];
}

/** The files of a new project that only checks tables that others fill. */
export function suiteProjectFiles(project: SuiteProject): Readonly<Record<string, string>> {
  return {
    'project.yml': `name: ${project.name}
${varLines(project)}target: warehouse
targets:
  warehouse:
    url: "{{ env_var('DATABASE_URL') }}"
  dev: {}                    # a PostgreSQL server of its own, started on demand
`,
    'models/sources.yml': sourcesYaml(project.tables),
    'README.md': `# ${project.name}

Expectations that came from Great Expectations, checked by asof.

    export DATABASE_URL=postgresql://user@host/database
    npx asof test                                # check all of them
    npx asof test --json                         # the results as JSON
`,
    '.gitignore': `.asof/
target/
.env
`,
  };
}

function sourcesYaml(tables: readonly SuiteTable[]): string {
  const schemas = new Map<string, Set<string>>();
  for (const { schema, table } of tables) {
    schemas.set(schema, (schemas.get(schema) ?? new Set()).add(table));
  }
  const sources = [...schemas].map(
    ([schema, names]) => `  - name: ${yamlText(schema)}          # the schema
    tables:
${[...names].map((name) => `      - name: ${yamlText(name)}\n`).join('')}`,
  );
  return `sources:\n${sources.join('')}`;
}

function varLines({ vars, parameters }: SuiteProject): string {
  const byName = new Map<string, NeededVar[]>();
  for (const each of vars) byName.set(each.name, [...(byName.get(each.name) ?? []), each]);
  if (byName.size === 0) return '';
  const lines = [...byName].map(([name, needs]) => {
    const value = parameters.find(({ key }) => key === name)?.value;
    const type = value === undefined ? typeOfNeeds(needs) : typeOfValue(plain(value));
    const initial = value === undefined ? '' : `, default: ${flowYaml(value)}`;
    return `  ${yamlText(name)}: {type: ${type}${initial}}\n`;
  });
  return `vars:\n${lines.join('')}`;
}

function typeOfValue(value: Json): VarType {
  switch (typeof value) {
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'string':
      return isDate(value) ? 'date' : 'string';
    default:
      return Array.isArray(value) ? 'list' : 'map';
  }
}

/** What is computed with is a number; else what the check takes there. */
function typeOfNeeds(needs: readonly NeededVar[]): VarType {
  if (needs.some(({ isAlone }) => !isAlone)) return 'number';
  return varTypeOf(needs.find(({ parameter }) => parameter !== undefined)?.parameter);
}

function varTypeOf(parameter: Parameter | undefined): VarType {
  switch (parameter?.type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'list':
    case 'columns':
      return 'list';
    // the one setting that is a number is the one that suites compute: mostly
    case undefined:
      return 'number';
    default:
      return 'string';
  }
}
