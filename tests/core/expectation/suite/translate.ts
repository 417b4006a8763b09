import { Problems } from '../../../../src/core/diagnostics/problems.ts';
import { readSuite } from '../../../../src/core/expectation/suite/read-suite.ts';
import { suiteYaml } from '../../../../src/core/expectation/suite/suite-yaml.ts';
import type { SuiteSurroundings } from '../../../../src/core/expectation/suite/translate-expectation.ts';
import { translateSuite } from '../../../../src/core/expectation/suite/translate-suite.ts';
import { parseYaml } from '../../../../src/core/project/parse-yaml.ts';
import { format } from '../declare.ts';

export interface Imported {
  readonly yaml: string;
  /** What is not translated, and why. */
  readonly untranslated: readonly string[];
}

/** The file that a suite becomes, in a project with the models users and orders. */
export function importSuite(
  suite: object,
  { vars = [], takenIds = [] }: { vars?: readonly string[]; takenIds?: readonly string[] } = {},
): Imported {
  const problems = new Problems();
  const text = JSON.stringify(suite, undefined, 2);
  const file = parseYaml({ path: 'suite.json', text }, problems);
  const read = file && readSuite(file, 'suite', problems);
  if (read === undefined || problems.errorCount > 0) {
    throw new Error(problems.all.map(format).join('\n'));
  }
  const surroundings: SuiteSurroundings = {
    isVar: (name) => vars.includes(name),
    parameters: read.parameters,
    findNode: ({ name }) => (['users', 'orders'].includes(name) ? name : undefined),
  };
  const translated = translateSuite(read, 'users', surroundings, new Set(takenIds));
  return {
    yaml: suiteYaml(read, 'suite.json', { kind: 'model', name: 'users' }, translated),
    untranslated: translated.untranslated.map((each) => each.problems.map(format).join('; ')),
  };
}
