import { describe, expect, test } from 'vitest';
import { type Column, compare, defineColumn, lower, matches, renderValue } from './columns';

interface Item {
  readonly name?: string;
  readonly at?: Date;
}

const NAME: Column<Item> = { id: 'name', header: 'Name', value: (item) => item.name };
const AT: Column<Item> = {
  id: 'at',
  header: 'Time',
  value: (item) => item.at,
  order: (item) => -(item.at?.getTime() ?? 0),
};

const EARLY = { name: 'b', at: new Date('2026-11-30T12:00:00Z') };
const LATE = { name: 'a', at: new Date('2026-12-01T12:00:00Z') };

describe('a column', () => {
  test('is sorted by its value', () => {
    expect([EARLY, LATE].sort(defineColumn(NAME, 0).sortingComparator)).toEqual([LATE, EARLY]);
  });
  test('is sorted by its order if it has one, and still searched and downloaded by its value', () => {
    expect([EARLY, LATE].sort(defineColumn(AT, 0).sortingComparator)).toEqual([LATE, EARLY]);
    expect(matches(EARLY, [AT], '2026-11-30')).toBe(true);
    expect(renderValue(AT.value(EARLY))).toBe('2026-11-30T12:00:00.000Z');
  });
  test('shows a dash for an absent value', () => expect(defineColumn(NAME, 0).cell({})).toBe('-'));
  test('names the row if it is the first', () => {
    expect([0, 1].map((index) => defineColumn(NAME, index).isRowHeader)).toEqual([true, false]);
  });
});

test.each([
  ['v2', 'v10', -1],
  [2, 10, -8],
  [undefined, 'a', -1],
  ['a', undefined, 1],
  [undefined, undefined, 0],
])('%s against %s is %i', (a, b, expected) => expect(compare(a, b)).toBe(expected));

test.each([
  ['Users', 'users'],
  ['MFA devices', 'MFA devices'],
])('%s is %s within a sentence', (title, expected) => expect(lower(title)).toBe(expected));

test('a text is found in any column, in any case', () => {
  expect(matches(LATE, [AT, NAME], ' A ')).toBe(true);
  expect(matches(LATE, [AT, NAME], 'q')).toBe(false);
});
