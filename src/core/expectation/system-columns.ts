/** System columns as items of a select, which have their names; a partition has its own instead of a number. */
export function selectSystem(names: readonly string[]): readonly string[] {
  return names.map((name) => (name === 'tableoid' ? 'tableoid::regclass' : name));
}
