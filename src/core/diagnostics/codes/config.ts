/** What is wrong with a setting. */
export const CONFIG_CODES = {
  'config-unknown-key': 'a key is not one that asof knows at this place',
  'config-missing-key': 'a required key is missing',
  'config-value': 'a value is not of the expected type or not one of the allowed ones',
  'config-unknown-target': 'the chosen target is not declared under targets:',
  'config-duplicate': 'one thing is declared twice',
  'config-unused': 'settings are given for something that does not exist, or has no use for them',
  'var-undeclared': 'a var is used or given that project.yml does not declare',
  'var-type': 'a var has a value that is not of its declared type',
  'var-missing': 'a var without a default is needed and not given',
  'var-unsafe': 'the value of a var could change the SQL that it is printed into',
  'env-var-missing': 'env_var() names a variable that is not set and gives no default',
  'env-var-secret': 'a secret environment variable is used outside targets:',
} as const;
