/** A list of things: sorted, filtered, paged, chosen from, downloaded. Filter and preferences outlive a reload. */

import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import CollectionPreferences, {
  type CollectionPreferencesProps,
} from '@cloudscape-design/components/collection-preferences';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter, { type TextFilterProps } from '@cloudscape-design/components/text-filter';
import { Children, Fragment, isValidElement, type ReactNode, useMemo, useState } from 'react';
import type { Query } from '../api/useQuery';
import { useParameter } from '../app/router';
import { readJSON, writeJSON } from '../app/storage';
import { renderCSV } from '../model/csv';
import { download } from './download';
import { FailureBox } from './FailureBox';

export interface Column<T> {
  readonly id: string;
  readonly header: string;
  /** The value that is sorted by, searched and downloaded. */
  readonly value: (item: T) => string | number | Date | undefined;
  /** What is shown, where it is not the value as text. */
  readonly cell?: (item: T) => ReactNode;
  readonly width?: number;
}

interface Props<T extends object> {
  /** For the preferences and the file name: `users`. */
  id: string;
  title: string;
  description?: ReactNode;
  query: Query<readonly T[]>;
  /** The same array each time: what is sorted by is kept with it. */
  columns: readonly Column<T>[];
  keyOf: (item: T) => string;
  /** Buttons; they are given what is chosen. */
  actions?: (chosen: readonly T[], clear: () => void) => ReactNode;
  selection?: 'single' | 'multi';
  empty: { title: string; text: string; action?: ReactNode };
  /** A list that is the page, or one of several things on it. */
  variant?: 'full-page' | 'container';
  /** Beside the text filter. */
  filters?: ReactNode;
}

const SMALL = 5;
const PAGE_SIZES = [10, 20, 50, 100, 500];

export function ResourceTable<T extends object>(props: Props<T>) {
  if (props.query.failure && !props.query.value) return <Failed {...props} />;
  return <LoadedTable {...props} />;
}

/** A handful of rows on a page of several lists needs no means to find one. */
const isSmallList = ({ variant, filters, query }: Pick<Props<object>, 'variant' | 'filters' | 'query'>) =>
  variant !== 'full-page' && !filters && (query.value?.length ?? 0) <= SMALL;

function LoadedTable<T extends object>(props: Props<T>) {
  const { id, query, columns, keyOf, variant = 'container' } = props;
  const isPage = variant === 'full-page';
  const isSmall = isSmallList(props);
  const definitions = useMemo(() => columns.map(defineColumn), [columns]);
  const [preferences, setPreferences] = usePreferences(id, columns, isPage ? 20 : 10);
  const [search, setSearch] = useParameter(isPage ? 'q' : `q-${id}`, '');
  const collection = useCollection(query.value ?? [], {
    filtering: {
      defaultFilteringText: search,
      filteringFunction: (item, text) => matches(item, columns, text),
      empty: <Empty {...props.empty} />,
      noMatch: <Empty title="No matches" text="Nothing in the list contains this text." />,
    },
    pagination: { pageSize: preferences.pageSize },
    sorting: { defaultState: { sortingColumn: definitions[0] ?? {} } },
    selection: { trackBy: keyOf },
  });
  const { collectionProps, filterProps, paginationProps, filteredItemsCount = 0, actions } = collection;
  const clear = () => actions.setSelectedItems([]);
  const header = {
    ...props,
    isSmall,
    clear,
    chosen: current(query.value ?? [], collectionProps.selectedItems ?? [], keyOf),
    shown: collection.allPageItems,
  };
  const tools = !isSmall && {
    filter: (
      <Filter
        title={props.title}
        filter={filterProps}
        count={filteredItemsCount}
        onSearch={setSearch}
        more={props.filters}
      />
    ),
    pagination: <Pagination {...paginationProps} ariaLabels={PAGES} />,
    preferences: <Preferences columns={columns} value={preferences} onChange={setPreferences} />,
  };
  return (
    <Table
      {...collectionProps}
      {...tools}
      items={collection.items}
      trackBy={keyOf}
      variant={variant}
      stickyHeader={isPage}
      resizableColumns
      enableKeyboardNavigation
      loading={query.isLoading && !query.value}
      loadingText={`Loading ${lower(props.title)}`}
      selectionType={props.selection}
      wrapLines={preferences.wrapLines}
      contentDensity={preferences.contentDensity}
      columnDefinitions={definitions}
      columnDisplay={preferences.contentDisplay}
      ariaLabels={ariaLabels(props.title, keyOf)}
      header={<TableHeader {...header} />}
    />
  );
}

/** What is chosen, as it is now: the table keeps the values of before the last reload. */
function current<T>(items: readonly T[], chosen: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const keys = new Set(chosen.map(keyOf));
  return keys.size === 0 ? [] : items.filter((item) => keys.has(keyOf(item)));
}

interface FilterProps {
  title: string;
  filter: TextFilterProps;
  count: number;
  onSearch: (text: string) => void;
  more: ReactNode;
}

const Filter = ({ title, filter, count, onSearch, more }: FilterProps) => (
  <SpaceBetween direction="horizontal" size="s" alignItems="end">
    <TextFilter
      {...filter}
      filteringPlaceholder={`Find ${lower(title)}`}
      filteringAriaLabel={`Find ${lower(title)}`}
      filteringClearAriaLabel="Clear"
      countText={`${count} ${count === 1 ? 'match' : 'matches'}`}
      onChange={(event) => {
        filter.onChange?.(event);
        onSearch(event.detail.filteringText);
      }}
    />
    {more}
  </SpaceBetween>
);

const PAGES = {
  nextPageLabel: 'Next page',
  previousPageLabel: 'Previous page',
  pageLabel: (page: number) => `Page ${page}`,
  paginationLabel: 'Pages',
};

interface HeaderProps<T extends object> extends Props<T> {
  isSmall: boolean;
  chosen: readonly T[];
  shown: readonly T[];
  clear: () => void;
}

function TableHeader<T extends object>(props: HeaderProps<T>) {
  const { id, title, description, query, columns, isSmall, chosen, shown, actions, clear } = props;
  const total = query.value?.length;
  const isPage = props.variant === 'full-page';
  return (
    <Header
      variant={isPage ? 'awsui-h1-sticky' : 'h2'}
      description={description}
      counter={total === undefined ? undefined : `(${chosen.length ? `${chosen.length}/` : ''}${total})`}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button iconName="refresh" ariaLabel={`Refresh ${title}`} loading={query.isLoading} onClick={query.reload} />
          {!isSmall && (
            <ButtonDropdown
              ariaLabel={`Download ${title}`}
              items={[
                { id: 'csv', text: 'CSV' },
                { id: 'json', text: 'JSON' },
              ]}
              onItemClick={({ detail }) => save(id, detail.id, columns, shown)}
            >
              Download
            </ButtonDropdown>
          )}
          <Buttons>{actions?.(chosen, clear)}</Buttons>
        </SpaceBetween>
      }
    >
      {title}
    </Header>
  );
}

/** Buttons side by side: the space is put between children, and a fragment counts as one. */
const Buttons = ({ children }: { children: ReactNode }) => (
  <SpaceBetween direction="horizontal" size="xs">
    {flatten(children)}
  </SpaceBetween>
);

const flatten = (children: ReactNode): ReactNode[] =>
  Children.toArray(children).flatMap((child) =>
    isValidElement<{ children?: ReactNode }>(child) && child.type === Fragment
      ? flatten(child.props.children)
      : [child],
  );

function Failed<T extends object>({ title, query, variant, actions, description }: Props<T>) {
  return (
    <SpaceBetween size="m">
      <Header
        variant={variant === 'full-page' ? 'h1' : 'h2'}
        description={description}
        actions={<Buttons>{actions?.([], () => {})}</Buttons>}
      >
        {title}
      </Header>
      {query.failure && <FailureBox failure={query.failure} onRetry={query.reload} />}
    </SpaceBetween>
  );
}

const Empty = ({ title, text, action }: Props<object>['empty']) => (
  <Box textAlign="center" padding={{ vertical: 'm' }}>
    <SpaceBetween size="xs">
      <b>{title}</b>
      <Box variant="p" color="inherit">
        {text}
      </Box>
      {action}
    </SpaceBetween>
  </Box>
);

interface TablePreferences extends CollectionPreferencesProps.Preferences {
  readonly pageSize: number;
}

function usePreferences<T>(id: string, columns: readonly Column<T>[], pageSize: number) {
  const key = `limen.table.${id}`;
  const initial = (): TablePreferences => {
    const kept = readJSON(key, (value) => value as Partial<TablePreferences> | undefined);
    return {
      pageSize: PAGE_SIZES.includes(kept?.pageSize ?? 0) ? (kept?.pageSize ?? pageSize) : pageSize,
      wrapLines: kept?.wrapLines === true,
      contentDensity: kept?.contentDensity === 'compact' ? 'compact' : 'comfortable',
      contentDisplay: mergeDisplay(columns, kept?.contentDisplay),
    };
  };
  const [preferences, setPreferences] = useState(initial);
  const change = (next: CollectionPreferencesProps.Preferences) => {
    const value = { ...next, pageSize: next.pageSize ?? pageSize };
    writeJSON(key, value);
    setPreferences(value);
  };
  return [preferences, change] as const;
}

/** The kept choice of columns; a version of the console may have more or fewer columns than the one that kept it. */
function mergeDisplay<T>(
  columns: readonly Column<T>[],
  kept: unknown,
): CollectionPreferencesProps.ContentDisplayItem[] {
  const hidden = new Set(
    (Array.isArray(kept) ? kept : []).filter((item) => item?.visible === false).map((item) => item.id as string),
  );
  return columns.map(({ id }, index) => ({ id, visible: index === 0 || !hidden.has(id) }));
}

interface PreferencesProps<T> {
  columns: readonly Column<T>[];
  value: TablePreferences;
  onChange: (value: CollectionPreferencesProps.Preferences) => void;
}

const Preferences = <T,>({ columns, value, onChange }: PreferencesProps<T>) => (
  <CollectionPreferences
    title="Preferences"
    confirmLabel="Confirm"
    cancelLabel="Cancel"
    preferences={value}
    onConfirm={({ detail }) => onChange(detail)}
    pageSizePreference={{ options: PAGE_SIZES.map((size) => ({ value: size, label: `${size} rows` })) }}
    wrapLinesPreference={{}}
    contentDensityPreference={{}}
    contentDisplayPreference={{
      options: columns.map(({ id, header }, index) => ({ id, label: header, alwaysVisible: index === 0 })),
    }}
  />
);

function defineColumn<T>(column: Column<T>, index: number) {
  return {
    id: column.id,
    header: column.header,
    cell: column.cell ?? ((item: T) => renderValue(column.value(item)) || '-'),
    isRowHeader: index === 0,
    width: column.width,
    minWidth: 100,
    sortingComparator: (a: T, b: T) => compare(column.value(a), column.value(b)),
  };
}

type Value = string | number | Date | undefined;

export function compare(a: Value, b: Value): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b, 'en', { numeric: true });
  return Number(a) - Number(b);
}

const renderValue = (value: Value) => (value instanceof Date ? value.toISOString() : String(value ?? ''));

function matches<T>(item: T, columns: readonly Column<T>[], text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return columns.some((column) => renderValue(column.value(item)).toLowerCase().includes(wanted));
}

function save<T>(id: string, format: string, columns: readonly Column<T>[], items: readonly T[]): void {
  if (format === 'json') {
    download(`${id}.json`, 'application/json', `${JSON.stringify(items, null, 2)}\n`);
    return;
  }
  const rows = items.map((item) => columns.map((column) => renderValue(column.value(item))));
  download(
    `${id}.csv`,
    'text/csv',
    renderCSV(
      columns.map((column) => column.header),
      rows,
    ),
  );
}

const ariaLabels = <T,>(title: string, keyOf: (item: T) => string) => ({
  tableLabel: title,
  selectionGroupLabel: `Selection of ${lower(title)}`,
  allItemsSelectionLabel: () => 'Select all',
  itemSelectionLabel: (_: unknown, item: T) => `Select ${keyOf(item)}`,
  resizerRoleDescription: 'Resize button',
});

/** Within a sentence: `users`, but `MFA devices`. */
const lower = (title: string) => (/^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title);
