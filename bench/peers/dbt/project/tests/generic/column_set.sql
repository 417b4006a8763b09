{% test column_set(model, columns) %}
select coalesce(found.name, expected.name) as name
from (
    select attname::text as name
    from pg_attribute
    where attrelid = '{{ model }}'::regclass and attnum > 0 and not attisdropped
) found
full join unnest(array['{{ columns | join("', '") }}']) expected (name) using (name)
where found.name is null or expected.name is null
{% endtest %}
