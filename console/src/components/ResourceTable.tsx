/** A table with sorting, filter, pages, selection and download. The filter and the preferences survive a reload. */

import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter, { type TextFilterProps } from '@cloudscape-design/components/text-filter';
import { type ReactNode, useMemo } from 'react';
import type { Shown } from '../api/useQuery';
import { useParameter } from '../app/router';
import { Buttons } from './Buttons';
import { FailureBox } from './FailureBox';
import { type Column, defineColumn, lower, matches } from './table/columns';
import { Preferences, usePreferences } from './table/preferences';
import { TableHeader } from './table/TableHeader';

export type { Column } from './table/columns';

interface Props<T extends object> {
  /** For the preferences and the file name: `users`. */
  id: string;
  title: string;
  description?: ReactNode;
  query: Shown<readonly T[]>;
  /** The same array each time: what is sorted by is kept with it. */
  columns: readonly Column<T>[];
  keyOf: (item: T) => string;
  /** Buttons; they are given what is chosen. */
  actions?: (chosen: readonly T[], clear: () => void) => ReactNode;
  selection?: 'single' | 'multi';
  empty: { title: string; text: string; action?: ReactNode };
  /** A list that is the page, or one of several things on it. */
  variant?: 'full-page' | 'container';
  /** Show long text in several lines, whatever the preferences say: the text is the answer. */
  isWrapped?: boolean;
  /** Beside the text filter. */
  filters?: ReactNode;
}

/** On a page with several tables, one with so few rows needs no filter. */
const SMALL = 5;

export function ResourceTable<T extends object>(props: Props<T>) {
  if (props.query.failure && !props.query.value) return <Failed {...props} />;
  return <LoadedTable {...props} />;
}

function LoadedTable<T extends object>(props: Props<T>) {
  const { id, query, columns, keyOf, variant = 'container' } = props;
  const isPage = variant === 'full-page';
  const items = query.value ?? [];
  const definitions = useMemo(() => columns.map(defineColumn), [columns]);
  const [preferences, setPreferences] = usePreferences(id, columns, isPage ? 20 : 10);
  const [search, setSearch] = useParameter(isPage ? 'q' : `q-${id}`, '');
  const collection = useCollection(items, {
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
  const chosen = current(items, collectionProps.selectedItems ?? [], keyOf);
  const isSmall = !isPage && !props.filters && !search && items.length <= SMALL;
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
      wrapLines={props.isWrapped || preferences.wrapLines}
      contentDensity={preferences.contentDensity}
      columnDefinitions={definitions}
      visibleColumns={preferences.visibleContent}
      ariaLabels={ariaLabels(props.title, keyOf)}
      header={
        <TableHeader
          {...props}
          isPage={isPage}
          chosen={chosen.length}
          shown={isSmall ? undefined : collection.allPageItems}
        >
          {props.actions?.(chosen, () => actions.setSelectedItems([]))}
        </TableHeader>
      }
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

const ariaLabels = <T,>(title: string, keyOf: (item: T) => string) => ({
  tableLabel: title,
  selectionGroupLabel: `Selection of ${lower(title)}`,
  allItemsSelectionLabel: () => 'Select all',
  itemSelectionLabel: (_: unknown, item: T) => `Select ${keyOf(item)}`,
  resizerRoleDescription: 'Resize button',
});
