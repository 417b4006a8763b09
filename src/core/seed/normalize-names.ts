import { shortenName } from '../sql/shorten-name.ts';

/**
 * Names that need no quotes in SQL: small letters and digits of any script joined by `_`, the empty
 * ones numbered, each only once, none too long for PostgreSQL.
 */
export function normalizeNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name, index) => {
    const plain = plainName(name) || `column_${index + 1}`;
    let unique = shortenName(plain);
    for (let count = 2; taken.has(unique); count += 1) unique = shortenName(`${plain}_${count}`);
    taken.add(unique);
    return unique;
  });
}

function plainName(name: string): string {
  const words = name
    .normalize('NFC')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return /^\d/.test(words) ? `_${words}` : words;
}
