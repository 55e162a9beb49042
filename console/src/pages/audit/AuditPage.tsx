/** Who did what, and what was refused: the audit trail, newest first. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMemo, useState } from 'react';
import { useQuery } from '../../api/useQuery';
import { useParameter } from '../../app/router';
import { ActionFailure } from '../../components/ActionFailure';
import { Page } from '../../components/Page';
import { type Column, ResourceTable } from '../../components/ResourceTable';
import { Time } from '../../components/Time';
import { useAction } from '../../components/useAction';
import { EventDetail } from './EventDetail';
import { ATTRIBUTES, type Entry, type Found, lookUp, type Search } from './events';

const SPANS = [
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last day' },
  { value: '168', label: 'Last 7 days' },
  { value: '2160', label: 'Last 90 days' },
];

function useSearchParameters() {
  const [attribute, setAttribute] = useParameter('by', 'all');
  const [value, setValue] = useParameter('is', '');
  const [hours, setHours] = useParameter('hours', '24');
  const search: Search = { attribute, value, hours: Number(hours) || 24 };
  return { search, setAttribute, setValue, setHours, hours };
}

export default function AuditPage() {
  const parameters = useSearchParameters();
  const { search } = parameters;
  return (
    <Page
      title="Audit events"
      description="Every API call, including refused ones. Times are local; hover over a time for UTC."
    >
      <Container>
        <SearchForm key={search.value} {...parameters} />
      </Container>
      <Events key={JSON.stringify(search)} search={search} />
    </Page>
  );
}

function SearchForm({ search, hours, setAttribute, setValue, setHours }: ReturnType<typeof useSearchParameters>) {
  const [typed, setTyped] = useState(search.value);
  const isFiltered = search.attribute !== 'all';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setValue(typed.trim());
      }}
    >
      <Grid
        gridDefinition={[
          { colspan: { default: 12, s: 4 } },
          { colspan: { default: 12, s: 4 } },
          { colspan: { default: 7, s: 2 } },
          { colspan: { default: 5, s: 2 } },
        ]}
      >
        <FormField label="Look for">
          <Select
            options={ATTRIBUTES}
            selectedOption={ATTRIBUTES.find(({ value }) => value === search.attribute) ?? null}
            onChange={({ detail }) => setAttribute(detail.selectedOption.value ?? 'all')}
          />
        </FormField>
        <FormField label="Value">
          <Input
            type="search"
            value={typed}
            disabled={!isFiltered}
            onChange={({ detail }) => {
              setTyped(detail.value);
              if (detail.value === '') setValue('');
            }}
          />
        </FormField>
        <FormField label="Time">
          <Select
            options={SPANS}
            selectedOption={SPANS.find(({ value }) => value === hours) ?? null}
            onChange={({ detail }) => setHours(detail.selectedOption.value ?? '24')}
          />
        </FormField>
        <Box padding={{ top: 'xl' }}>
          <Button formAction="submit" disabled={!isFiltered} fullWidth>
            Search
          </Button>
        </Box>
      </Grid>
    </form>
  );
}

const makeColumns = (open: (entry: Entry) => void): readonly Column<Entry>[] => [
  {
    id: 'at',
    header: 'Time',
    value: (entry) => entry.at,
    order: (entry) => -(entry.at?.getTime() ?? 0), // Newest first.
    cell: (e) => <Time at={e.at} />,
    width: 210,
  },
  {
    id: 'name',
    header: 'Event',
    value: (entry) => entry.name,
    cell: (entry) => (
      <Button variant="inline-link" onClick={() => open(entry)}>
        {entry.name}
      </Button>
    ),
    width: 220,
  },
  { id: 'user', header: 'Who', value: (entry) => entry.user, width: 180 },
  {
    id: 'outcome',
    header: 'Outcome',
    value: (entry) => entry.error,
    cell: (entry) => <Outcome entry={entry} />,
    width: 200,
  },
  { id: 'source', header: 'Service', value: (entry) => entry.source, width: 190 },
  { id: 'address', header: 'From', value: (entry) => entry.address, width: 140 },
  { id: 'id', header: 'Event ID', value: (entry) => entry.id, width: 320 },
];

function Outcome({ entry }: { entry: Entry }) {
  if (!entry.error) return <StatusIndicator type="success">Done</StatusIndicator>;
  return <StatusIndicator type={/denied/i.test(entry.error) ? 'error' : 'warning'}>{entry.error}</StatusIndicator>;
}

function Events({ search }: { search: Search }) {
  const [now, setNow] = useState(() => new Date());
  const first = useQuery(`events ${now.getTime()}`, () => lookUp(search, now));
  const [more, setMore] = useState<readonly Found[]>([]);
  const [opened, setOpened] = useState<Entry>();
  const columns = useMemo(() => makeColumns(setOpened), []);
  const action = useAction();
  const pages = first.value ? [first.value, ...more] : [];
  const next = pages.at(-1)?.next;
  const entries = pages.flatMap((page) => page.entries);
  const loadMore = async () => {
    const page = await action.attempt(() => lookUp(search, now, next));
    if (page) setMore([...more, page]);
  };
  const reload = () => {
    setMore([]);
    setNow(new Date());
  };
  return (
    <>
      <ActionFailure action={action} doing="Load more events" />
      <ResourceTable
        id="events"
        title="Events"
        query={{ ...first, value: first.value && entries, reload }}
        columns={columns}
        keyOf={(entry) => entry.id}
        empty={{ title: 'No events', text: 'No events match in this time range.' }}
        filters={
          next && <Button onClick={loadMore} loading={action.isBusy}>{`Load more than ${entries.length}`}</Button>
        }
      />
      {opened && <EventDetail entry={opened} onClose={() => setOpened(undefined)} />}
      {next && <Box variant="small">There are more events. Load them, or narrow the search.</Box>}
    </>
  );
}
