import { bug } from './bug.ts';

/** Closes a switch over a union: the compiler refuses it as soon as a case is forgotten. */
export function unreachable(value: never): never {
  return bug(`no case for ${JSON.stringify(value)}`);
}
