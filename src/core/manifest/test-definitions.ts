import { type LocatedEntry, located } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type {
  TestDefinition,
  TestDefinitions,
} from '../expectation/declaration/test-definition.ts';
import { isVolatileTemplate } from '../sql/volatile.ts';
import { callTemplate } from '../template/call-template.ts';
import {
  type LibraryMacro,
  type MacroLibrary,
  macroOfTest,
  placeOfMacro,
} from '../template/macro-library.ts';
import type { ScannedCall } from '../template/scan-template.ts';
import { hashOf } from '../time/version.ts';
import { templateContent } from './template-content.ts';
import type { RunFacts } from './template-globals.ts';

/** The parameter that every test has: what prints the relation under test. */
export const MODEL_PARAMETER = 'model';

/** The tests of the project's macros, as YAML may use them. */
export function testDefinitions(
  macros: MacroLibrary,
  facts: RunFacts,
  problems: Problems,
): TestDefinitions {
  const all = [...macros.tests].map(([name, macro]): [string, TestDefinition] => [
    name,
    testDefinition(name, macro, { macros, facts }, problems),
  ]);
  return new Map(all);
}

function testDefinition(
  name: string,
  macro: LibraryMacro,
  { macros, facts }: { readonly macros: MacroLibrary; readonly facts: RunFacts },
  problems: Problems,
): TestDefinition {
  const { parameters, reads } = macro.definition;
  const location = placeOfMacro(macro);
  const isModel = (parameter: { readonly name: string }) => parameter.name === MODEL_PARAMETER;
  const isTest = reads.has('kwargs') || parameters.some(isModel);
  if (!isTest) {
    problems.error('macro-test', `the test "${name}" has no parameter "${MODEL_PARAMETER}"`, {
      location,
      hint: `write {% test ${name}(${MODEL_PARAMETER}) %}, and select from {{ ${MODEL_PARAMETER} }}`,
    });
  }
  const template = callTemplate(macroOfTest(name), new Map(), location);
  const { calls, macros: followed, values } = templateContent(template, macros, facts);
  return {
    name,
    // of one that is no test, nobody can say what it is given too much or too little of
    parameters: (isTest ? parameters : [])
      .filter((parameter) => !isModel(parameter))
      .map((parameter) => ({ name: parameter.name, isRequired: parameter.default === undefined })),
    takesAnything: reads.has('kwargs') || !isTest,
    settings: settingsOf(name, calls, problems),
    fingerprint: hashOf([followed, values]),
    isVolatile: followed.some(isVolatileTemplate),
    location,
  };
}

/** The arguments of config(), which must be known before the test is called. */
function settingsOf(
  name: string,
  calls: readonly ScannedCall[],
  problems: Problems,
): readonly LocatedEntry[] {
  const entries = new Map<string, LocatedEntry>();
  for (const call of calls.filter((each) => each.name === 'config')) {
    if (!call.isStatic) {
      problems.error('macro-test', `a setting of the test "${name}" has to be worked out`, {
        location: call.location,
        hint: 'write its value in config(), or set it where the test is used',
      });
    }
    for (const [key, value] of Object.entries(call.named)) {
      const { [key]: at = call.location } = call.namedLocations;
      if (value === undefined) continue;
      const keyLocation = call.keyLocations[key] ?? at;
      entries.set(key, { key, keyLocation, value: located(value, at) });
    }
  }
  return [...entries.values()];
}
