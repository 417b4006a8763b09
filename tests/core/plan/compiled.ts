import { DiagnosticError } from '../../../src/core/diagnostics/diagnostic.ts';
import { compileBasis } from '../../../src/core/plan/compile-basis.ts';
import { type CompileContext, compileNode } from '../../../src/core/plan/compile-node.ts';
import type { CompiledSql } from '../../../src/core/sql/compiled-sql.ts';
import { formatRelation } from '../../../src/core/sql/relation.ts';
import { nodeOf, soundManifest } from '../../support/manifest.ts';
import type { ProjectTexts } from '../../support/project.ts';

export interface CompileSetting
  extends Partial<Pick<CompileContext, 'isIncremental' | 'unpublished'>> {
  /** 2024-01-31 if left out; `none`: the command gives none. */
  readonly asOf?: string | 'none';
  /** The columns that relations have in the database, by `schema.name`. */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
}

/** The SQL of `model.x` or `expectation.x` in a project from texts. */
export function compiledSql(
  texts: ProjectTexts,
  name: string,
  { asOf = '2024-01-31', columns = {}, ...setting }: CompileSetting = {},
): CompiledSql {
  const at = asOf === 'none' ? undefined : asOf;
  const made = soundManifest(texts, at === undefined ? {} : { asOf: at });
  return compileNode(nodeOf(made, name), {
    ...compileBasis(made)('run-1'),
    asOf: at,
    isIncremental: false,
    columnsOf: (relation) => columns[formatRelation(relation)],
    ...setting,
  });
}

export function compiled(...given: Parameters<typeof compiledSql>): string {
  return compiledSql(...given).sql;
}

/** `file:line:column code: message (hint)` of what compiling ends in. */
export function refusal(...given: Parameters<typeof compiledSql>): string {
  try {
    compiledSql(...given);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics
      .map(({ code, message, hint, location: at }) => {
        const place = at === undefined ? '' : `${at.file}:${at.line}:${at.column} `;
        return `${place}${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
      })
      .join('\n');
  }
  throw new Error('it compiles');
}
