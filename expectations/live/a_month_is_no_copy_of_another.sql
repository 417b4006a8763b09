-- The folder says which month a file holds, and nothing in the file does: last month's file in this
-- month's folder would be believed. But nobody watches the same hours, to 15 digits, in two months.
-- Later months count too: January's folder may be mended when February's is there already.
-- It reads the seed alone, and so is its gate: such a file is not loaded.
select another.as_of as is_a_copy_of, count(*) as users
from {{ ref('raw_usage_agg_30d') }} as exported
join {{ ref('raw_usage_agg_30d', as_of='all') }} as another using (user_id, watch_hours_30d)
where another.as_of <> {{ as_of }}
group by another.as_of
having count(*) > 0.5 * (select count(*) from {{ ref('raw_usage_agg_30d') }})
