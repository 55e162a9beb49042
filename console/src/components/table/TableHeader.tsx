/** The head of a table: title, count, refresh, download, and the buttons for what is chosen. */
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { Shown } from '../../api/useQuery';
import { renderCSV } from '../../model/csv';
import { Buttons } from '../Buttons';
import { download } from '../download';
import { type Column, renderValue } from './columns';

interface Props<T> {
  /** The name of a downloaded file. */
  id: string;
  title: string;
  description?: ReactNode;
  isPage: boolean;
  query: Shown<readonly T[]>;
  columns: readonly Column<T>[];
  /** How many items are chosen. */
  chosen: number;
  /** The items that are downloaded; absent if there is nothing to choose from. */
  shown?: readonly T[];
  children?: ReactNode;
}

export function TableHeader<T>({ id, title, description, isPage, query, columns, chosen, shown, children }: Props<T>) {
  const total = query.value?.length;
  return (
    <Header
      variant={isPage ? 'awsui-h1-sticky' : 'h2'}
      description={description}
      counter={total === undefined ? undefined : `(${chosen ? `${chosen}/` : ''}${total})`}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          {query.reload && (
            <Button
              iconName="refresh"
              ariaLabel={`Refresh ${title}`}
              loading={query.isLoading}
              onClick={query.reload}
            />
          )}
          {shown && (
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
          <Buttons>{children}</Buttons>
        </SpaceBetween>
      }
    >
      {title}
    </Header>
  );
}

function save<T>(id: string, format: string, columns: readonly Column<T>[], items: readonly T[]): void {
  if (format === 'json') {
    download(`${id}.json`, 'application/json', `${JSON.stringify(items, null, 2)}\n`);
    return;
  }
  const header = columns.map((column) => column.header);
  const rows = items.map((item) => columns.map((column) => renderValue(column.value(item))));
  download(`${id}.csv`, 'text/csv', renderCSV(header, rows));
}
