import type { Suite } from './suite.ts';

const SUFFIX = /[_.-]?(?:expectation[_-]?suite|expectations|suite)$/i;

/** What the node that a suite is about may be called, the likeliest first. */
export function subjectNames({ asset, name }: Suite): readonly string[] {
  const names = [asset, name].flatMap((each) => (each === undefined ? [] : spellingsOf(each)));
  return [...new Set(names)].filter((each) => each !== '');
}

/** Of `shop.users_suite`: as it is, `shop.users`, `users` and `shop`. */
function spellingsOf(name: string): readonly string[] {
  const short = withoutSuffix(name);
  const parts = short.split(/[./\\]/);
  return [name, short, ...parts.slice(1).reverse(), ...parts.slice(0, 1)];
}

/** `users` of `users_suite`. */
export function withoutSuffix(name: string): string {
  return name.replace(SUFFIX, '');
}
