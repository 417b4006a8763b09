/** What is wrong with the command line itself. */
export const USAGE_CODES = {
  'usage-unknown-command': 'the command does not exist',
  'usage-unknown-option': 'the option does not exist for this command',
  'usage-argument': 'an argument or an option value is not of the expected form',
  'usage-vars': '--vars is neither k=v pairs nor a YAML or JSON map',
  'usage-psql-missing': 'psql is not installed',
  'report-file': 'a report cannot be written to the file that is named',
  'init-file-exists': 'init would overwrite a file',
  'selector-no-match': 'a selector matches no node',
  'selector-syntax': 'a selector is not of the selector language',
} as const;
