import type { Json } from '../../diagnostics/json.ts';

/** How far a value may be from what it is held against. */
export interface Amount {
  /** In the unit of the value, percent of what it is held against, or standard deviations. */
  readonly unit: 'own' | 'percent' | 'deviations';
  /** A decimal number with the digits that were written. */
  readonly amount: string;
}

const AMOUNT = /^\s*(\d+(?:\.\d+)?)\s*(%|sd)?\s*$/;

/** `100`, `20%` or `3 sd`; undefined where it is none of them. */
export function parseAmount(text: string): Amount | undefined {
  const [, amount, unit] = AMOUNT.exec(text) ?? [];
  if (amount === undefined) return undefined;
  return { amount, unit: unit === '%' ? 'percent' : unit === 'sd' ? 'deviations' : 'own' };
}

export function formatAmount({ unit, amount }: Amount): string {
  switch (unit) {
    case 'own':
      return amount;
    case 'percent':
      return `${amount}%`;
    case 'deviations':
      return `${amount} sd`;
  }
}

/** As it was written: a list only where there are several. */
export function amountsJson(amounts: readonly Amount[]): Json {
  const [first, ...others] = amounts.map(formatAmount);
  return first !== undefined && others.length === 0 ? first : amounts.map(formatAmount);
}
