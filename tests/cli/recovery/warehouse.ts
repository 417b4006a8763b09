/** A project with every kind of node that a crash could leave half done, at two as_ofs. */
export const WAREHOUSE = {
  'project.yml': `name: warehouse
vars:
  as_of: {type: date}
target: given
targets:
  given: {url: "{{ env_var('DATABASE_URL') }}", connections: 3}
  embedded: {connections: 3}
seeds:
  +schema: raw
`,
  'seeds/seeds.yml': `seeds:
  - name: raw_orders
    files: "orders_{day}.csv"
    as_of: "{{ day }}"
    unique_key: order_id
    columns: {order_id: integer, customer: text, amount: numeric}
  - name: regions
    unique_key: customer
`,
  'seeds/orders_2024-01-31.csv': 'order_id,customer,amount\n1,Ada,12.50\n2,Grace,7.00\n',
  'seeds/orders_2024-02-29.csv': 'order_id,customer,amount\n1,Ada,12.50\n2,Grace,9.00\n3,Ada,1\n',
  'seeds/regions.csv': 'customer,region\nAda,London\nGrace,New York\n',
  'models/orders.sql': `{{ config(materialized='upsert', unique_key='order_id') }}
select order_id, customer, amount from {{ ref('raw_orders') }}
`,
  'models/customers.sql': `{{ config(materialized='table', unique_key='customer', indexes=[{'columns': ['total']}]) }}
select customer, region, sum(amount) as total
from {{ ref('orders') }} join {{ ref('regions') }} using (customer)
group by customer, region
`,
  // appended to at each as_of: what is done twice shows
  'models/ledger.sql': `{{ config(materialized='incremental') }}
select {{ as_of }} as booked, order_id, amount from {{ ref('raw_orders') }}
`,
  'models/totals.sql': `{{ config(materialized='snapshot', unique_key='customer') }}
select customer, region, total from {{ ref('customers') }}
`,
  'models/report.sql': `{{ config(materialized='view', as_of_column='as_of') }}
select as_of, region, total from {{ ref('totals', as_of='all') }}
`,
  'expectations/all.yml': `expectations:
  - {seed: raw_orders, columns: {amount: [not_null]}}
  - {model: orders, columns: {order_id: [not_null, unique], amount: [non_negative]}}
  - {model: customers, columns: {total: [non_negative]}}
  - {model: ledger, columns: {amount: [non_negative]}}
  - {model: totals, columns: {customer: [not_null, unique]}}
`,
  'expectations/books_agree.sql': `select customer from {{ ref('customers') }}
group by customer having count(*) > 1
`,
} as const;
