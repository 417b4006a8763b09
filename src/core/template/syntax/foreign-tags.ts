/** Tags of Jinja, its extensions and dbt that asof refuses, each with what to write instead. */
export const FOREIGN_TAGS: ReadonlyMap<string, string> = new Map([
  ['break', 'filter the loop instead: {% for x in items if condition %}'],
  ['continue', 'filter the loop instead: {% for x in items if condition %}'],
  ['autoescape', 'leave it out: nothing is escaped in SQL'],
  ['trans', 'write the text itself'],
  ['debug', 'print the value with {{ }} and look at it with the command compile'],
  ['switch', 'write {% if %}, {% elif %} and {% else %}'],
  ['verbatim', 'write {% raw %} and {% endraw %}'],
  ['asyncEach', 'write {% for %}'],
  ['asyncAll', 'write {% for %}'],
  ['ifAsync', 'write {% if %}'],
  ['materialization', 'choose one with {{ config(materialized=…) }}'],
  ['snapshot', "write a model with {{ config(materialized='snapshot', unique_key='id') }}"],
  ['docs', 'write the description in the YAML file'],
]);
