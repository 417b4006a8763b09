{{ config(severity='warn') }}
-- The folder says which month a file holds, and nothing in the file does: last month's file in this
-- month's folder would be believed. But nobody watches the same hours, to 15 digits, in two months.
select exported.as_of as is_a_copy_of, count(*) as users
from {{ ref('usage_agg_30d') }} as live
join {{ ref('raw_usage_agg_30d', as_of='through') }} as exported using (user_id, watch_hours_30d)
where exported.as_of < (select max(as_of) from {{ ref('raw_usage_agg_30d', as_of='through') }})
group by exported.as_of
having count(*) > 0.5 * (select count(*) from {{ ref('usage_agg_30d') }})
