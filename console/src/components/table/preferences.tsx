/** How each person wants a table: rows per page, columns, density. Kept in this browser. */
import CollectionPreferences, {
  type CollectionPreferencesProps,
} from '@cloudscape-design/components/collection-preferences';
import { useState } from 'react';
import { readJSON, writeJSON } from '../../app/storage';
import type { Column } from './columns';

const PAGE_SIZES = [10, 20, 50, 100, 500];

type Given = CollectionPreferencesProps.Preferences;

interface TablePreferences extends Given {
  readonly pageSize: number;
  readonly visibleContent: readonly string[];
}

/** What is kept. Hidden columns, not visible ones: a later version may have more columns. */
interface Kept {
  readonly pageSize: number;
  readonly wrapLines: boolean;
  readonly contentDensity: 'comfortable' | 'compact';
  readonly hidden: readonly string[];
}

export function usePreferences<T>(id: string, columns: readonly Column<T>[], pageSize: number) {
  const key = `limen.table.${id}`;
  const [kept, setKept] = useState<Kept>(() =>
    readKept(
      readJSON(key, (value) => value ?? undefined),
      pageSize,
    ),
  );
  const { hidden, ...others } = kept;
  const preferences: TablePreferences = {
    ...others,
    visibleContent: columns.filter((column, index) => index === 0 || !hidden.includes(column.id)).map(({ id }) => id),
  };
  const change = (next: Given) => {
    const visible = new Set(next.visibleContent);
    const value = readKept(
      { ...next, hidden: columns.filter((column) => !visible.has(column.id)).map((column) => column.id) },
      pageSize,
    );
    writeJSON(key, value);
    setKept(value);
  };
  return [preferences, change] as const;
}

/** What makes sense of a stored value; the rest is as if it had never been chosen. */
function readKept(value: unknown, pageSize: number): Kept {
  const kept = (value ?? {}) as Partial<Record<keyof Kept, unknown>>;
  const isKnown = PAGE_SIZES.some((size) => size === kept.pageSize);
  return {
    pageSize: isKnown ? Number(kept.pageSize) : pageSize,
    wrapLines: kept.wrapLines === true,
    contentDensity: kept.contentDensity === 'compact' ? 'compact' : 'comfortable',
    hidden: Array.isArray(kept.hidden) ? kept.hidden.filter((each) => typeof each === 'string') : [],
  };
}

interface Props<T> {
  columns: readonly Column<T>[];
  value: TablePreferences;
  onChange: (value: Given) => void;
}

export const Preferences = <T,>({ columns, value, onChange }: Props<T>) => (
  <CollectionPreferences
    title="Preferences"
    confirmLabel="Confirm"
    cancelLabel="Cancel"
    preferences={value}
    onConfirm={({ detail }) => onChange(detail)}
    pageSizePreference={{ options: PAGE_SIZES.map((size) => ({ value: size, label: `${size} rows` })) }}
    wrapLinesPreference={{}}
    contentDensityPreference={{}}
    visibleContentPreference={{
      title: 'Columns',
      options: [
        {
          label: 'Columns',
          options: columns.map(({ id, header }, index) => ({ id, label: header, editable: index > 0 })),
        },
      ],
    }}
  />
);
