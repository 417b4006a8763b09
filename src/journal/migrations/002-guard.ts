/** The trigger function that keeps sealed snapshots as they are. */
export function createGuard(schema: string): string {
  return `
create function ${schema}.refuse_change() returns trigger language plpgsql as $guard$
begin
  raise exception using
    errcode = 'integrity_constraint_violation',
    message = format('the snapshot %s is sealed', tg_argv[0]),
    hint = 'What was true at that time does not change. Build the snapshot with guard: none to allow it.';
end
$guard$;
comment on function ${schema}.refuse_change() is
  'Fires on the partitions of sealed snapshots; tg_argv[0] names the snapshot and its as_of.';
`;
}
