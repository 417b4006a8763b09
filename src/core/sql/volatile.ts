/** Functions that are never the same twice. */
const VOLATILE =
  /\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|gen_random_uuid|uuid_generate_v\d\w*|uuidv\d|nextval)\s*\(|\bcurrent_(?:date|time|timestamp)\b|\blocaltime(?:stamp)?\b/i;

/** Whether SQL may say something else of the same rows: it asks the clock, or for a random number. */
export function isVolatile(sql: string): boolean {
  return VOLATILE.test(sql);
}

/** What templates print that is another in every run. */
const OF_THE_RUN = /\b(?:run_started_at|invocation_id)\b/;

/** The same of SQL that is still a template. */
export function isVolatileTemplate(text: string): boolean {
  return isVolatile(text) || OF_THE_RUN.test(text);
}
