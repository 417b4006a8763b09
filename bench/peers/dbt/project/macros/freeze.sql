{# The rows of a snapshot for the as_of of this run. #}
{% macro freeze(live, columns) %}
select user_id, date '{{ var("as_of") }}' as as_of, {{ columns | join(', ') }}
from {{ live }}
{% endmacro %}
