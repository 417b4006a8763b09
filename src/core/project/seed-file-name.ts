/** What the name of a file of a seed ends with: text, which may be compressed. */
export const SEED_ENDINGS = ['.csv', '.tsv'].flatMap((ending) => [
  ending,
  `${ending}.gz`,
  `${ending}.zst`,
]);

/** `months/users.csv.gz` → `users` */
export function seedNameOf(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file.replace(/\.(?:csv|tsv)(?:\.(?:gz|zst))?$/i, '');
}
