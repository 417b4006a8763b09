/** `"User"`: an identifier exactly as written, whatever it holds. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `'it''s'`: a string literal that means the same whatever standard_conforming_strings says. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** `date '2024-01-31'` */
export function dateLiteral(date: string): string {
  return `date ${quoteLiteral(date)}`;
}

/** `"a", "b"` */
export function columnList(names: readonly string[], qualifier?: string): string {
  const prefix = qualifier === undefined ? '' : `${qualifier}.`;
  return names.map((name) => prefix + quoteIdentifier(name)).join(', ');
}
