import { bug } from '../../diagnostics/bug.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import {
  entryOf,
  type LocatedEntry,
  type LocatedValue,
  plain,
} from '../../diagnostics/located-value.ts';
import { Problems } from '../../diagnostics/problems.ts';
import type { Check, Parameter } from '../check.ts';
import type { DeclaredCheck, NodeName } from '../declaration/expectation-declaration.ts';
import { isNull } from '../declaration/parse-argument.ts';
import { parseChecks } from '../declaration/parse-check.ts';
import { isSetting } from '../declaration/parse-settings.ts';
import {
  resolveParameters,
  unresolvedNames,
} from '../declaration/suite-parameter/resolve-parameters.ts';
import { NO_TERMS } from '../declaration/terms.ts';
import { CHECK_ALIASES, checkNamed } from '../registry.ts';
import { entriesOf, locatedText } from './located-parts.ts';
import { settingsOf } from './settings-of.ts';

/** What the names in a suite mean where it is to stand. */
export interface SuiteSurroundings {
  /** Whether a parameter of that name is a var there, and stays one. */
  readonly isVar: (name: string) => boolean;
  /** Values that the suite itself has for its parameters. */
  readonly parameters: readonly LocatedEntry[];
  /** The name to write for another node that an argument names; undefined where there is none. */
  readonly findNode: (name: NodeName) => string | undefined;
}

export type Translation =
  | {
      readonly type: 'translated';
      readonly column: string | undefined;
      readonly check: Check;
      /** As it is written: an alias, or the short name. */
      readonly title: string;
      readonly args: readonly LocatedEntry[];
      readonly settings: readonly LocatedEntry[];
      /** Names of vars that it needs. */
      readonly vars: readonly NeededVar[];
    }
  | {
      readonly type: 'untranslated';
      readonly item: LocatedValue;
      readonly problems: readonly Diagnostic[];
    };

/** A var that an argument needs. */
export interface NeededVar {
  readonly name: string;
  /** Whether it stands there by itself, and is not computed with. */
  readonly isAlone: boolean;
  /** What the check takes there; undefined of a setting. */
  readonly parameter: Parameter | undefined;
}

/** One expectation of a suite in the words of a YAML file, or why it cannot be said. */
export function translateExpectation(
  item: LocatedValue,
  surroundings: SuiteSurroundings,
): Translation {
  const problems = new Problems();
  const { location } = item;
  const known = resolveParameters(item, suiteScope(surroundings), problems);
  reportUnknownVars(known, surroundings, problems);
  const [declared] = parseChecks(
    { type: 'list', items: [known], location },
    { ...NO_TERMS, place: 'table', column: undefined, spelling: 'asof' },
    problems,
  );
  if (problems.errorCount > 0 || declared === undefined) {
    return { type: 'untranslated', item, problems: problems.all };
  }
  const check = checkNamed(declared.check) ?? bug(`no check "${declared.check}"`);
  const kwargs = entriesOf(entryOf(known, 'kwargs')?.value);
  const args = renameNodes(argumentsOf(check, kwargs), declared, surroundings, problems);
  if (problems.errorCount > 0) return { type: 'untranslated', item, problems: problems.all };
  const { title, rest } = spell(check, declared.column, args);
  return {
    type: 'translated',
    column: declared.column,
    check,
    title,
    args: rest,
    settings: settingsOf(known, kwargs, declared, check),
    vars: [...kwargs, ...entriesOf(known)].flatMap((entry) => neededVars(entry, check)),
  };
}

/** Parameters that stay vars have no value yet, and the time is that of the run. */
function suiteScope({ isVar, parameters }: SuiteSurroundings) {
  return {
    lookup: (name: string) => {
      const value = parameters.find(({ key }) => key === name)?.value;
      return isVar(name) || value === undefined ? undefined : plain(value);
    },
    now: () => undefined,
  };
}

function reportUnknownVars(
  value: LocatedValue,
  { isVar }: SuiteSurroundings,
  problems: Problems,
): void {
  if (problems.errorCount > 0) return;
  for (const { name, location } of unresolvedNames(value)) {
    if (isVar(name)) continue;
    problems.error('var-undeclared', `there is no var named "${name}"`, {
      location,
      hint: `declare it under vars: in project.yml, e.g. ${name}: {type: number, default: 1}`,
    });
  }
}

/** The check's own arguments, without those that say what leaving them out says. */
function argumentsOf(check: Check, kwargs: readonly LocatedEntry[]): readonly LocatedEntry[] {
  return kwargs.filter(({ key, value }) => {
    const parameter = Object.hasOwn(check.parameters, key) ? check.parameters[key] : undefined;
    if (parameter === undefined || (isNull(value) && !parameter.nullable)) return false;
    return parameter.default === undefined || plain(value) !== parameter.default;
  });
}

/** Arguments that name other nodes, by the names that those have here. */
function renameNodes(
  args: readonly LocatedEntry[],
  { reads }: DeclaredCheck,
  { findNode }: SuiteSurroundings,
  problems: Problems,
): readonly LocatedEntry[] {
  return args.map((entry) => {
    const named = Object.hasOwn(reads, entry.key) ? reads[entry.key] : undefined;
    if (named === undefined) return entry;
    const name = findNode(named);
    if (name === undefined) {
      const message = `there is no model, seed or source named "${named.name}"`;
      problems.error('expectation-unknown-node', message, { location: named.location });
      return entry;
    }
    return { ...entry, value: locatedText(name, entry) };
  });
}

/** The alias of dbt's users where it says the same, and what is left to say then. */
function spell(
  check: Check,
  column: string | undefined,
  args: readonly LocatedEntry[],
): { readonly title: string; readonly rest: readonly LocatedEntry[] } {
  const given = JSON.stringify(args.map(({ key, value }) => [key, plain(value)]));
  for (const alias of column === undefined ? [] : CHECK_ALIASES) {
    if (alias.check !== check.name || Object.keys(alias.renamed).length > 0) continue;
    const says = Object.entries(alias.given);
    if (says.length === 0) return { title: alias.name, rest: args };
    if (JSON.stringify(says) === given) return { title: alias.name, rest: [] };
  }
  return { title: check.name, rest: args };
}

function neededVars({ key, value }: LocatedEntry, check: Check): readonly NeededVar[] {
  if (key === 'kwargs' || (!isSetting(key) && !Object.hasOwn(check.parameters, key))) return [];
  const text = entryOf(value, '$PARAMETER')?.value;
  return unresolvedNames(value).map(({ name }) => ({
    name,
    isAlone: text?.type === 'scalar' && text.text.trim() === name,
    parameter: check.parameters[key],
  }));
}
