-- The folder says which month a file holds, and nothing in the file does: last month's file in this
-- month's folder would be believed. But nobody watches the same hours, to 15 digits, in two months.
-- It reads the seed alone, and so is its gate: such a file is not loaded.
select earlier.as_of as is_a_copy_of, count(*) as users
from {{ ref('raw_usage_agg_30d') }} as exported
join {{ ref('raw_usage_agg_30d', as_of='through') }} as earlier using (user_id, watch_hours_30d)
where earlier.as_of < {{ as_of }}
group by earlier.as_of
having count(*) > 0.5 * (select count(*) from {{ ref('raw_usage_agg_30d') }})
