import type { Parameter } from '../check.ts';

/** Units of time that a calendar or a clock has. */
export const DATE_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;

/** The argument `datepart`, as dbt_utils has it. */
export const DATE_PART = {
  type: 'string',
  choices: DATE_PARTS,
  description: 'a unit of time',
} as const satisfies Parameter;

/** `interval '3 month'` */
export function intervalSql(count: number | string, datepart: string): string {
  // PostgreSQL counts quarters in months
  const [each, unit] = datepart === 'quarter' ? [3, 'month'] : [1, datepart];
  return `(${Number(count)} * interval '${each} ${unit}')`;
}
