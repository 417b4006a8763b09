/** What is wrong with the embedded server. */
export const EMBEDDED_CODES = {
  'embedded-platform': 'there is no embedded PostgreSQL for this platform, or it is not installed',
  'embedded-directory': "the embedded server's directory cannot be used",
  'embedded-start': 'the embedded PostgreSQL server does not start',
  'embedded-version': 'the data of the embedded server is of another major version',
} as const;
