/** The name under `columns:`: without `expect_column_` and a leading `values_to_`. */
export function nameUnderColumns(fullName: string): string {
  return fullName.replace(/^expect_column_/, '').replace(/^values_to_/, '');
}

/** The name under `table:`: without `expect_` and `table_`. */
export function nameUnderTable(fullName: string): string {
  return fullName.replace(/^expect_/, '').replace(/^table_/, '');
}
