import type { CellCheck } from './grammar/bytes.ts';
import { isDate, timestampCheck } from './grammar/date-time.ts';
import { plainDecimal } from './grammar/decimal.ts';
import { integerCheck } from './grammar/integer.ts';
import { plainJson } from './grammar/json.ts';
import { plainBoolean, plainUuid } from './grammar/word.ts';

/** The types that inference knows, the narrower before the wider. */
const CHECKS = {
  bigint: integerCheck('bigint'),
  numeric: plainDecimal,
  boolean: plainBoolean,
  date: isDate,
  'timestamp without time zone': timestampCheck({ fractionDigits: undefined, hasOffset: false }),
  'timestamp with time zone': timestampCheck({ fractionDigits: undefined, hasOffset: true }),
  uuid: plainUuid,
  json: plainJson,
  text: () => true,
} as const satisfies Record<string, CellCheck>;

export type InferredType = keyof typeof CHECKS;

/**
 * Finds the narrowest type that keeps every cell of a column as the file has it, for the whole
 * file: a guess from its head is right unless a later cell does not fit it.
 */
export interface ColumnInference {
  /** undefined: only NULL so far, and text if nothing else comes. */
  readonly type: InferredType | undefined;
  /** Whether the type as guessed holds the cell; where nothing was known, text is known then. */
  readonly fits: CellCheck;
  /** Widens the type, if it must, so that it holds the cell too. */
  add(bytes: Uint8Array, start: number, end: number): void;
}

/** Starts from the type that the column's table has already, which is never made narrower. */
export function createInference(known?: InferredType): ColumnInference {
  let type = known;
  let check: CellCheck | undefined = type && CHECKS[type];

  return {
    get type() {
      return type;
    },
    fits(bytes, start, end) {
      if (check !== undefined) return check(bytes, start, end);
      // nothing known is loaded as text: a cell that could be more must be seen
      if (narrowest(bytes, start, end) !== 'text') return false;
      type = 'text';
      check = CHECKS.text;
      return true;
    },
    add(bytes, start, end) {
      if (check?.(bytes, start, end)) return;
      type = type === undefined ? narrowest(bytes, start, end) : wider(type, bytes, start, end);
      check = CHECKS[type];
    },
  };
}

export function isInferredType(type: string): type is InferredType {
  return Object.hasOwn(CHECKS, type);
}

function narrowest(bytes: Uint8Array, start: number, end: number): InferredType {
  for (const [type, check] of Object.entries(CHECKS)) {
    if (isInferredType(type) && check(bytes, start, end)) return type;
  }
  return 'text';
}

/** Every whole number is a decimal too; no other two types have a cell in common. */
function wider(type: InferredType, bytes: Uint8Array, start: number, end: number): InferredType {
  return type === 'bigint' && CHECKS.numeric(bytes, start, end) ? 'numeric' : 'text';
}
