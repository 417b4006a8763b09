import type { Problems } from '../diagnostics/problems.ts';
import { type Location, locate, type SourceFile } from '../diagnostics/source-file.ts';
import type { Template } from './parse-template.ts';
import type { MacroDefinition, Statement } from './syntax/syntax-tree.ts';

export interface LibraryMacro {
  readonly definition: MacroDefinition;
  readonly source: SourceFile;
  /** As it is written, from its first tag to its last. */
  readonly text: string;
}

/** The macros that every template of a project can call by name. */
export interface MacroLibrary {
  /** A test `positive` is the macro `test_positive`, as in dbt. */
  readonly macros: ReadonlyMap<string, LibraryMacro>;
  /** The tests among them, by their own names. */
  readonly tests: ReadonlyMap<string, LibraryMacro>;
}

export const TEST_OUT_OF_PLACE = 'a test can be declared in a file of macros only';
export const TEST_PLACE = 'move it into a file of macros/';

/** The name that a test has as a macro. */
export function macroOfTest(test: string): string {
  return `test_${test}`;
}

/** Gathers the macros and tests of the given files, which hold nothing else. */
export function createMacroLibrary(
  templates: readonly Template[],
  problems: Problems,
): MacroLibrary {
  const macros = new Map<string, LibraryMacro>();
  const tests = new Map<string, LibraryMacro>();
  for (const { root, source } of templates) {
    for (const statement of root) {
      if (statement.kind === 'macro' || statement.kind === 'data-test') {
        const { start, end, macro } = statement;
        const found = { definition: macro, source, text: source.text.slice(start, end) };
        const isTest = statement.kind === 'data-test';
        const isNew = addMacro(macros, found, isTest, problems);
        if (isTest && isNew) tests.set(macro.name, found);
      } else if (!isBlank(statement)) refuse(statement, source, problems);
    }
  }
  return { macros, tests };
}

/** Whether it is the first of its name; another one is reported. */
function addMacro(
  macros: Map<string, LibraryMacro>,
  macro: LibraryMacro,
  isTest: boolean,
  problems: Problems,
): boolean {
  const own = macro.definition.name;
  const name = isTest ? macroOfTest(own) : own;
  const first = macros.get(name);
  if (first === undefined) {
    macros.set(name, macro);
    return true;
  }
  const isSame = first.definition.name === own;
  const what = isTest && isSame ? `tests named "${own}"` : `macros named "${name}"`;
  problems.error('macro-duplicate', `there are two ${what}`, {
    location: placeOfMacro(macro),
    notes: [{ message: 'the first one', location: placeOfMacro(first) }],
    hint: isSame
      ? 'rename one of them'
      : `rename one of them: a test is a macro whose name begins with "${macroOfTest('')}"`,
  });
  return false;
}

/** Of its name, where it is declared. */
export function placeOfMacro({ definition: { start, end }, source }: LibraryMacro): Location {
  return locate(source, start, end - start);
}

function isBlank(statement: Statement): boolean {
  return statement.kind === 'text' && statement.text.trim() === '';
}

function refuse(statement: Statement, source: SourceFile, problems: Problems): void {
  const isText = statement.kind === 'text';
  const lead = isText ? statement.text.length - statement.text.trimStart().length : 0;
  const start = statement.start + lead;
  const [firstLine = ''] = source.text.slice(start, statement.end).split('\n');
  problems.error('template-unsupported', 'a file of macros holds something else than macros', {
    location: locate(source, start, firstLine.trimEnd().length),
    hint: isText ? 'write comments as {# … #}' : 'move it into a macro',
  });
}
