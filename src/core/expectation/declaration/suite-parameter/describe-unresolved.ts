/** That vars have no value, for people. */
export function describeUnresolved(names: ReadonlySet<string>): string {
  const vars = [...names].map((name) => `"${name}"`).join(', ');
  const given = [...names].map((name) => `--vars ${name}=…`).join(' ');
  return names.size === 1
    ? `the var ${vars} is needed here and has no value; give it: ${given}`
    : `the vars ${vars} are needed here and have no value; give them: ${given}`;
}
