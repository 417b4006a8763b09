audit (name column_set);

-- The names of the first row's object: none, where the table is empty, which is no column set either.
select name
from (
    select jsonb_object_keys(to_jsonb(t)) as name
    from (select * from @this_model limit 1) as t
) as found
where not name in @expected
