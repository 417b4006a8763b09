{#- A streaming plan as a model may see it: without internet service there is none, so the empty
    cell of the export means false, and only there. Anywhere else NULL stays NULL and is noticed. -#}
{% macro served_plan(plan, net_service) -%}
case when {{ net_service }} = 'No' then false else {{ plan }} end
{%- endmacro %}
