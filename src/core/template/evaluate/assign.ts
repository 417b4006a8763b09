import { counted, itemsOf } from '../builtins/builtin.ts';
import type { Target } from '../syntax/syntax-tree.ts';
import { describeType, type Value } from '../value.ts';
import { at, type Frame, failAt, findVariable } from './frame.ts';

/** Sets a name in the innermost scope, several names to the items of a value, or a namespace's attribute. */
export function assign(target: Target, value: Value, frame: Frame): void {
  if (target.kind === 'name') {
    frame.scope.variables.set(target.name, value);
    return;
  }
  if (target.kind === 'attribute') {
    const object = findVariable(frame.scope, target.object.name);
    if (object === undefined) {
      failAt(frame, target.object, 'template-undefined', `"${target.object.name}" is not defined`);
    }
    if (typeof object !== 'object' || object?.kind !== 'object' || object.assign === undefined) {
      const message = `only attributes of a namespace can be set, not of ${describeType(object)}`;
      failAt(frame, target, 'template-type', message, 'make it with namespace()');
    }
    object.assign(target.name, value);
    return;
  }
  const { targets } = target;
  const items = at(frame, target, () => itemsOf(value, frame.environment.engine));
  if (items.length !== targets.length) {
    const message = `${counted(targets.length, 'name')} cannot take ${counted(items.length, 'value')}`;
    failAt(frame, target, 'template-type', message);
  }
  for (const [index, each] of targets.entries()) assign(each, items[index] ?? null, frame);
}
