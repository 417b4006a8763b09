import type { Problems } from '../diagnostics/problems.ts';
import { type Location, locate, type SourceFile } from '../diagnostics/source-file.ts';
import type { Template } from './parse-template.ts';
import type { MacroDefinition, Statement } from './syntax/syntax-tree.ts';

export interface LibraryMacro {
  readonly definition: MacroDefinition;
  readonly source: SourceFile;
}

/** The macros that every template of a project can call by name. */
export interface MacroLibrary {
  readonly macros: ReadonlyMap<string, LibraryMacro>;
}

/** Gathers the macros of the given files; a file of macros holds nothing else. */
export function createMacroLibrary(
  templates: readonly Template[],
  problems: Problems,
): MacroLibrary {
  const macros = new Map<string, LibraryMacro>();
  for (const { root, source } of templates) {
    for (const statement of root) {
      if (statement.kind === 'macro')
        addMacro(macros, { definition: statement.macro, source }, problems);
      else if (!isBlank(statement)) refuse(statement, source, problems);
    }
  }
  return { macros };
}

function addMacro(
  macros: Map<string, LibraryMacro>,
  macro: LibraryMacro,
  problems: Problems,
): void {
  const { name } = macro.definition;
  const first = macros.get(name);
  if (first === undefined) {
    macros.set(name, macro);
    return;
  }
  problems.error('macro-duplicate', `there are two macros named "${name}"`, {
    location: placeOfName(macro),
    notes: [{ message: 'the first one', location: placeOfName(first) }],
    hint: 'rename one of them',
  });
}

function placeOfName({ definition: { start, end }, source }: LibraryMacro): Location {
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
