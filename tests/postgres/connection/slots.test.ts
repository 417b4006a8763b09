import { expect, test } from 'vitest';
import { createSlots } from '../../../src/postgres/connection/slots.ts';

test('places are given in the order they were asked for', async () => {
  const slots = createSlots(2);
  const order: number[] = [];
  const frees = await Promise.all([slots.take(), slots.take()]);
  const waiting = [1, 2, 3].map((n) =>
    slots.take().then((free) => {
      order.push(n);
      free();
    }),
  );
  await Promise.resolve();
  expect(order).toEqual([]);
  frees[0]?.();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
});

test('a place that is given back twice is one place', async () => {
  const slots = createSlots(1);
  const free = await slots.take();
  free();
  free();
  await slots.take();
  const third = slots.take(AbortSignal.timeout(20));
  await expect(third).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('one who stops waiting is passed over', async () => {
  const slots = createSlots(1);
  const free = await slots.take();
  const controller = new AbortController();
  const impatient = slots.take(controller.signal);
  const patient = slots.take();
  controller.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  free();
  expect(await patient).toBeTypeOf('function');
  await expect(slots.take(controller.signal)).rejects.toThrow('enough');
});
