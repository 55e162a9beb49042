/** A column of a table: one definition for what is shown, sorted by, searched and downloaded. */
import type { ReactNode } from 'react';

type Value = string | number | Date | undefined;

export interface Column<T> {
  readonly id: string;
  readonly header: string;
  /** The value that is searched and downloaded. */
  readonly value: (item: T) => Value;
  /** What is sorted by, if it is not the value. */
  readonly order?: (item: T) => Value;
  /** What is shown, if it is not the value as text. */
  readonly cell?: (item: T) => ReactNode;
  readonly width?: number;
}

/** The column as Cloudscape's table takes it. The first one names the row. */
export function defineColumn<T>(column: Column<T>, index: number) {
  const order = column.order ?? column.value;
  return {
    id: column.id,
    header: column.header,
    cell: column.cell ?? ((item: T) => renderValue(column.value(item)) || '-'),
    isRowHeader: index === 0,
    width: column.width,
    minWidth: 100,
    sortingComparator: (a: T, b: T) => compare(order(a), order(b)),
  };
}

/** Numbers within texts count as numbers; an absent value comes first, as the least. */
export function compare(a: Value, b: Value): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b, 'en', { numeric: true });
  return Number(a) - Number(b);
}

export const renderValue = (value: Value) => (value instanceof Date ? value.toISOString() : String(value ?? ''));

/** Whether the text is in any column of the item. */
export function matches<T>(item: T, columns: readonly Column<T>[], text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return columns.some((column) => renderValue(column.value(item)).toLowerCase().includes(wanted));
}

/** A table's title within a sentence: `users`, but `MFA devices`. */
export const lower = (title: string) =>
  /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
