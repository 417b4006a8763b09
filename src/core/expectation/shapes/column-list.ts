import type { Column } from '../../sql/column.ts';
import type { ArgumentProblem, CheckContext, Kwargs, Parameter } from '../check.ts';
import { namesOf } from './kwargs.ts';

/** The argument `column_list`. */
export function columnListParameter(description: string): Parameter {
  return { type: 'columns', required: true, description };
}

/** It must name a column. */
export function verifyColumnList(kwargs: Kwargs): readonly ArgumentProblem[] {
  if (namesOf(kwargs, 'column_list')?.length !== 0) return [];
  return [{ parameter: 'column_list', message: '"column_list" must name a column at least' }];
}

/** It must name two, for there to be something to compare. */
export function verifyColumnPair(kwargs: Kwargs): readonly ArgumentProblem[] {
  if ((namesOf(kwargs, 'column_list')?.length ?? 2) >= 2) return [];
  return [{ parameter: 'column_list', message: '"column_list" must name two columns at least' }];
}

/** The columns that it names. */
export function columnsIn(kwargs: Kwargs, context: CheckContext): readonly Column[] {
  return (namesOf(kwargs, 'column_list') ?? []).map((name) => context.columnNamed(name));
}
