import type { Column } from '../core/sql/column.ts';

/** Seeds and their columns as YAML to paste into a file of seeds/. */
export function formatSeedSchema(
  seeds: readonly { readonly name: string; readonly columns: readonly Column[] }[],
): string {
  const lines = seeds.flatMap(({ name, columns }) => [
    `  - name: ${yamlText(name)}`,
    '    columns:',
    ...columns.map((column) => `      ${yamlText(column.name)}: ${yamlText(column.type)}`),
  ]);
  return `${['seeds:', ...lines].join('\n')}\n`;
}

/** Words that YAML of one version or another takes for something else than text. */
const NOT_TEXT = /^(?:null|true|false|yes|no|on|off|y|n|~)$/i;

function yamlText(text: string): string {
  const isPlain = /^[\p{L}_][\p{L}\p{M}\p{N}_ (),]*$/u.test(text) && !/[ ,]$/.test(text);
  return isPlain && !NOT_TEXT.test(text) ? text : JSON.stringify(text);
}
