/** The files of a new project: small, whole, and building at once with no database at hand. */
export function initFiles(name: string): Readonly<Record<string, string>> {
  return {
    'project.yml': `name: ${name}
vars:
  as_of: {type: date, description: "The day to build, e.g. 2024-01-31"}
target: dev
targets:
  dev: {}                    # a PostgreSQL server of its own, started on demand
  warehouse:
    url: "{{ env_var('DATABASE_URL') }}"
seeds:
  +schema: raw
`,
    'seeds/seeds.yml': `seeds:
  - name: raw_orders
    files: "orders_{day}.csv"
    as_of: "{{ day }}"       # which day a file holds: adds the column as_of
    unique_key: order_id
    columns:
      order_id: integer
      customer: text
      amount: numeric
`,
    'seeds/orders_2024-01-31.csv': `order_id,customer,amount
1,Ada,12.50
2,Grace,7.00
3,Ada,30.00
`,
    'seeds/orders_2024-02-29.csv': `order_id,customer,amount
1,Ada,12.50
2,Grace,9.00
3,Ada,30.00
4,Linus,5.25
`,
    'models/orders.sql': `{{ config(materialized='upsert', unique_key='order_id') }}
-- The orders as they are now: only rows that changed are written.
select order_id, customer, amount
from {{ ref('raw_orders') }}
`,
    'models/customer_totals.sql': `{{ config(materialized='snapshot', unique_key='customer') }}
-- What each customer had ordered on that day: kept and sealed for every as_of.
select customer, count(*) as order_count, sum(amount) as total
from {{ ref('orders') }}
group by customer
`,
    'expectations/orders.yml': `expectations:
  - model: orders
    columns:
      order_id: [not_null, unique]
      customer: [not_null]
      amount: [non_negative]
  - model: customer_totals
    table:
      - row_count_to_be_between: {min_value: 1}
`,
    'README.md': `# ${name}

Built with asof.

    npx asof backfill                            # build every day that the seeds hold
    npx asof build --vars as_of=2024-02-29       # build one day
    npx asof show customer_totals                # the first rows
    npx asof test                                # check the expectations again
`,
    '.gitignore': `.asof/
target/
.env
`,
  };
}
