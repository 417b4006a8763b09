import { expect, test } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { createDatabase } from '../../support/database.ts';
import { build, FEBRUARY, JANUARY, usersModel } from '../quarantine/quarantine-project.ts';
import { temporaryProject } from '../temporary-project.ts';
import { mend } from './requeue-project.ts';

test('a terminal shows what went back, what stays, and why', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='upsert', unique_key='id'"),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n',
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,10\n3,c,-3\n4,d,-4\n5,e,-5\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await build(project, database, FEBRUARY);
  await mend(database, 3, { n: 3 });
  await mend(database, 4, { n: 'four' });
  const { status, stdout, stderr } = await runCli(['requeue'], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  const alike = stderr
    .replace(/^\d\d:\d\d:\d\d/gm, '12:00:00')
    .replace(/\d+\.\d\ds\b/g, '0.00s')
    .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'RUN');
  expect({ status, stdout, stderr: alike }).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "12:00:00  running 2 nodes and 2 expectations on target "warehouse", 4 at a time
    12:00:00   1/2  older   model  public.users  stands at 2024-02-29, which is later than 2024-01-31  0.00s
    warning[as-of-superseded]: "users" stands at 2024-02-29, which is later than 2024-01-31: quarantined rows stay
     --> models/users.sql:1:1
      |
    1 | {{ config(materialized='upsert', unique_key='id') }}
      | ^
    hint: what stands at a later as_of never goes back: delete rows of 2024-01-31 that nobody needs from public.users__quarantine
    12:00:00        warn    expect users.n.non_negative  1 unexpected row, quarantined in public.users__quarantine (still failing since 2024-02-01 12:00 UTC, 3 times in a row)  0.00s
    12:00:00   2/2  warn    model  public.users  upsert, 1 requeued, 2 quarantined of 2024-02-29  0.00s
    warning[requeue-row]: a row of public.users__quarantine cannot go back as it is
     --> models/users.sql:1:1
      |
    1 | {{ config(materialized='upsert', unique_key='id') }}
      | ^
    note: row 3: "n" is no integer: invalid input syntax for type integer: "four"
    hint: mend "row" of it, or delete what is not wanted, and run requeue again

    rows as of 2024-01-31
      relation      kind    quarantined
      ------------  ------  -----------
      public.users  upsert            1
    rows as of 2024-02-29
      relation      kind    requeued  quarantined
      ------------  ------  --------  -----------
      public.users  upsert         1            2

    12:00:00  expectations: 1 passed, 1 warned (1 still failing)   report: target/report.html
    12:00:00  done in 0.00s: 1 superseded, 1 with warnings   run RUN   details: asof.node_runs
    ",
      "stdout": "",
    }
  `);
});
