import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TemporaryProject extends AsyncDisposable {
  readonly directory: string;
  write(path: string, text: string): Promise<void>;
}

/** A directory with these files, gone at the end of the test. */
export async function temporaryProject(
  files: Readonly<Record<string, string>> = {},
): Promise<TemporaryProject> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'asof-cli-')));
  await writeFiles(directory, files);
  return {
    directory,
    write: (path, text) => writeFiles(directory, { [path]: text }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Files by their path below the directory. */
export async function writeFiles(
  directory: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}

export const SHOP = {
  'project.yml': `name: shop
vars:
  as_of: {type: date}
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
seeds:
  +schema: raw
`,
  'seeds/seeds.yml': `seeds:
  - name: raw_orders
    files: "orders_{day}.csv"
    as_of: "{{ day }}"
    unique_key: order_id
    columns: {order_id: integer, customer: text, amount: numeric}
`,
  'seeds/orders_2024-01-31.csv': 'order_id,customer,amount\n1,Ada,12.50\n2,Grace,7.00\n',
  'seeds/orders_2024-02-29.csv': 'order_id,customer,amount\n1,Ada,12.50\n2,Grace,9.00\n3,Ada,1\n',
  'models/orders.sql': `{{ config(materialized='upsert', unique_key='order_id', tags=['live']) }}
select order_id, customer, amount
from {{ ref('raw_orders') }}
`,
  'models/totals.sql': `{{ config(materialized='snapshot', unique_key='customer') }}
select customer, sum(amount) as total
from {{ ref('orders') }}
group by customer
`,
  'expectations/orders.yml': `expectations:
  - model: orders
    columns:
      customer: [not_null]
      amount: [non_negative]
`,
} as const;
