{#- Whether the export of this as_of has the user. One that it no longer has stays in the live table,
    with the values of an earlier as_of: those are no part of what was true at this one. -#}
{% macro is_exported(export) -%}
user_id in (select user_id from {{ export }})
{%- endmacro %}
