import type { Json } from '../diagnostics/json.ts';
import { Problems } from '../diagnostics/problems.ts';
import { lookupEnvironment } from '../project/environment.ts';
import { lookupVar } from '../project/vars.ts';
import type { MacroLibrary } from '../template/macro-library.ts';
import type { Template } from '../template/parse-template.ts';
import { type ScannedCall, scanTemplate } from '../template/scan-template.ts';
import type { RunFacts } from './template-globals.ts';

/** What decides, beside its own text, what a template says: it says the same while this is the same. */
export interface TemplateContent {
  /** Of the macros that it may call, themselves or through others. */
  readonly macros: readonly string[];
  /** What the vars and environment variables that it names hold now. */
  readonly values: Json;
  readonly calls: readonly ScannedCall[];
}

export function templateContent(
  template: Template,
  library: MacroLibrary,
  facts: Pick<RunFacts, 'vars' | 'environment'>,
): TemplateContent {
  const { calls, names } = scanTemplate(template, library);
  const macros = [...names].sort().flatMap((each) => library.macros.get(each)?.text ?? []);
  return { macros, values: valuesRead(calls, facts), calls };
}

function valuesRead(
  calls: readonly ScannedCall[],
  { vars, environment }: Pick<RunFacts, 'vars' | 'environment'>,
): Json {
  // what is wrong with one is told of where the template is compiled
  const ignored = new Problems();
  return calls.map(({ name, positional: [first], location }): Json => {
    if (typeof first !== 'string') return null;
    const lookUp = (): Json => {
      if (name === 'var') return lookupVar(vars, first, location, '');
      return name === 'env_var' ? lookupEnvironment(environment, first, location, '') : null;
    };
    return ignored.attempt(lookUp) ?? null;
  });
}
