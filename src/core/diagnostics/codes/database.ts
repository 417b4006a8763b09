/** What the database says, or why it cannot be reached. */
export const DATABASE_CODES = {
  'database-error': 'the database refuses a statement',
  'database-url': 'the URL of a target is not one that libpq would read',
  'database-connection': 'the database cannot be reached',
  'database-version': 'the server is older than PostgreSQL 15',
  'database-lock-timeout': 'a lock that publishing needs is held by others for too long',
} as const;
