import type { Statement } from './syntax-tree.ts';

/** The lists of statements inside a statement. */
export function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case 'if':
      return [...statement.branches.map(({ body }) => body), statement.otherwise];
    case 'for':
      return [statement.body, statement.otherwise];
    case 'macro':
    case 'data-test':
      return [statement.macro.body];
    case 'call-block':
      return [statement.caller.body];
    case 'set-block':
    case 'filter-block':
    case 'with':
    case 'block':
      return [statement.body];
    default:
      return [];
  }
}
