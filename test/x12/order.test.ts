import { expect, test } from 'vitest';
import { Order } from '../../src/x12/order.ts';

const order = new Order([
  { key: 'a', must: true },
  { key: 'b', must: false },
  { key: 'c', must: true },
  { key: 'b', must: false },
]);

test('a key is found from where the search begins, again and again', () => {
  for (let time = 0; time < 2; time++) {
    expect([0, 1].map((next) => order.seek('a', next))).toEqual([0, -1]);
    expect([0, 1, 2, 3, 4].map((next) => order.seek('b', next))).toEqual([1, 1, 3, 3, -1]);
    expect([0, 2, 3].map((next) => order.seek('c', next))).toEqual([2, 2, -1]);
    expect(order.seek('d', 0)).toBe(-1);
  }
  expect(order.list.map(({ key }) => key).join('')).toBe('abcb');
});

test('what is found last time from one place is not taken for what is sought from another', () => {
  expect([order.seek('c', 0), order.seek('a', 0), order.seek('b', 0), order.seek('a', 0)]).toEqual([2, 0, 1, 0]);
  expect([order.seek('b', 2), order.seek('c', 2), order.seek('b', 2)]).toEqual([3, 2, 3]);
});

test('only what need not be there may be passed over', () => {
  const passable = [
    [0, 0],
    [0, 1],
    [1, 2],
    [1, 3],
    [2, 3],
    [3, 4],
    [0, 4],
  ].map(([from = 0, to = 0]) => order.mayPass(from, to));
  expect(passable).toEqual([true, false, true, false, false, true, false]);
});

test('all that need not be there at the end may be passed over', () => {
  const tail = new Order(['a', 'b', 'c'].map((key) => ({ key, must: key === 'a' })));
  expect([tail.mayPass(0, 1), tail.mayPass(1, 2), tail.mayPass(2, 3), tail.mayPass(1, 3)]).toEqual([
    false,
    true,
    true,
    true,
  ]);
  expect([tail.seek('c', 2), tail.seek('c', 2), tail.seek('c', 3)]).toEqual([2, 2, -1]);
});
