import { fail } from '../../diagnostics/diagnostic.ts';
import type { FunctionValue, Value } from '../value.ts';

/** Leaves the macro with a value, as dbt's `return()` does. */
export class ReturnSignal {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/** The global `return`, which there is inside macros only. */
export const returnFunction: FunctionValue = {
  kind: 'function',
  name: 'return',
  call: ({ positional, named }) => {
    const [value = null, ...others] = positional;
    if (others.length > 0 || named.size > 0) fail('template-type', '"return" takes one value');
    throw new ReturnSignal(value);
  },
};
