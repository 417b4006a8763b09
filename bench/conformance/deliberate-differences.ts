/**
 * The cases in which asof answers otherwise than Great Expectations did, and why. Every other case
 * has to agree.
 */
export const DELIBERATE_DIFFERENCES: Readonly<Record<string, string>> = {
  'gx-1.2.0:column_map_expectations/expect_column_value_lengths_to_be_between#1.6':
    'a lower bound above the upper one is refused where it is written, not a failure of the data',
  'gx-1.2.0:column_map_expectations/expect_column_values_to_not_be_in_set#1.11':
    'a set that is null forbids nothing: a check that cannot fail is refused',
};
