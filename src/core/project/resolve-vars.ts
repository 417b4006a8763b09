import type { Json } from '../diagnostics/json.ts';
import type { LocatedValue } from '../diagnostics/located-value.ts';
import { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { type ConvertedVar, convertVar, convertVarText } from './convert-var.ts';
import type { VarDeclaration, Vars } from './vars.ts';

/** One argument of `--vars`, and where it is given. */
export interface VarsArgument {
  readonly text: string;
  readonly location: Location | undefined;
}

interface DeclaredVars {
  readonly vars: Readonly<Record<string, VarDeclaration>>;
  readonly varsRead: Readonly<Record<string, Location>>;
}

/**
 * The vars of an invocation. Each argument of `--vars` is `name=text`, taken as text for the var's
 * declared type, or a map in YAML or JSON; where a name is given twice, the later one counts.
 */
export async function resolveVars(
  project: DeclaredVars,
  given: readonly VarsArgument[],
  problems: Problems,
): Promise<Vars> {
  const values = new Map<string, Json>();
  for (const argument of given) {
    for (const { name, convert } of await splitArgument(argument, problems)) {
      const value = resolveVar(project, { name, convert, location: argument.location }, problems);
      if (value !== undefined) values.set(name, value);
    }
  }
  return { declarations: project.vars, given: Object.fromEntries(values) };
}

interface GivenVar {
  readonly name: string;
  readonly convert: (declaration: VarDeclaration) => ConvertedVar;
}

function resolveVar(
  { vars, varsRead }: DeclaredVars,
  { name, convert, location }: GivenVar & Pick<VarsArgument, 'location'>,
  problems: Problems,
): Json | undefined {
  const declaration = Object.hasOwn(vars, name) ? vars[name] : undefined;
  if (declaration === undefined) {
    return problems.error('var-undeclared', `there is no var named "${name}"`, {
      location,
      hint: didYouMean(name, Object.keys(vars)) ?? 'declare it under vars: in project.yml',
    });
  }
  if (Object.hasOwn(varsRead, name)) {
    problems.error('var-undeclared', `the var "${name}" cannot be given by a command`, {
      location: varsRead[name],
      notes: [{ message: `"${name}" is declared`, location: declaration.location }],
      hint: 'YAML reads the default of a var: change that, or use env_var() here',
    });
  }
  const converted = convert(declaration);
  if (converted.type === 'value') return converted.value;
  return problems.error('var-type', converted.message, {
    location,
    notes: [
      { message: `"${name}" is declared as ${declaration.type}`, location: declaration.location },
    ],
    hint: converted.hint,
  });
}

const MAP = /^\s*(?:\{|["']?[\w-]+["']?\s*:(?:\s|$))/;

async function splitArgument(
  { text, location }: VarsArgument,
  problems: Problems,
): Promise<readonly GivenVar[]> {
  if (MAP.test(text)) return readMap({ text, location }, problems);
  const at = text.indexOf('=');
  const name = text.slice(0, at).trim();
  if (at > 0 && /^[\w-]+$/.test(name)) {
    const value = text.slice(at + 1);
    return [{ name, convert: (declaration) => convertVarText(name, declaration.type, value) }];
  }
  problems.error('usage-vars', `--vars must be name=value or a map, not "${text}"`, {
    location,
    hint: `write --vars as_of=2024-01-31, or --vars '{"as_of": "2024-01-31"}'`,
  });
  return [];
}

/** YAML is loaded only for who writes it. */
async function readMap(
  { text, location }: VarsArgument,
  problems: Problems,
): Promise<readonly GivenVar[]> {
  const { parseYaml } = await import('./parse-yaml.ts');
  const found = new Problems();
  const value: LocatedValue | undefined = parseYaml({ path: '--vars', text }, found);
  for (const { message, hint } of found.all) {
    problems.error('usage-vars', `--vars is no map: ${message}`, { location, hint });
  }
  if (value === undefined) return [];
  if (value.type !== 'map') {
    problems.error('usage-vars', '--vars must be name=value or a map', {
      location,
      hint: `write --vars '{"as_of": "2024-01-31"}'`,
    });
    return [];
  }
  return value.entries.map(({ key, value: given }) => ({
    name: key,
    convert: (declaration) => convertVar(key, declaration.type, given),
  }));
}
