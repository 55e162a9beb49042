/** The server itself: whether it answers, what runs, and on which state. */
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { send } from '../../api/call';
import { getServerStatusCommand, type ServerStatus } from '../../api/explanations';
import { useQuery } from '../../api/useQuery';
import { CliCommands } from '../../components/CliCommands';
import { Copy } from '../../components/Copy';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { Time } from '../../components/Time';

/** More than this between the clocks makes signatures fail. */
const LARGE_SKEW_SECONDS = 300;

interface Timed {
  readonly status: ServerStatus;
  readonly milliseconds: number;
  readonly skewSeconds: number;
}

async function readStatus(): Promise<Timed> {
  const start = performance.now();
  const status = await send(getServerStatusCommand());
  const milliseconds = Math.round(performance.now() - start);
  return { status, milliseconds, skewSeconds: Math.round(Date.now() / 1000 - status.Time) };
}

export default function ServerPage() {
  const query = useQuery('server', readStatus);
  return (
    <Page
      title="Server status"
      description="The server behind this console."
      actions={[
        <Button
          key="refresh"
          iconName="refresh"
          onClick={query.reload}
          loading={query.isLoading}
          ariaLabel="Refresh"
        />,
      ]}
    >
      <Loaded query={query} doing="Read the status">
        {(found) => <Status found={found} />}
      </Loaded>
    </Page>
  );
}

function Status({ found: { status, milliseconds, skewSeconds } }: { found: Timed }) {
  const isSkewed = Math.abs(skewSeconds) > LARGE_SKEW_SECONDS;
  return (
    <Container
      header={<Header variant="h2">Limen {status.Version}</Header>}
      footer={<CliCommands commands={[getServerStatusCommand()]} />}
    >
      <KeyValuePairs
        minColumnWidth={220}
        columns={2}
        items={[
          { label: 'State', value: <StatusIndicator type="success">Answers, in {milliseconds} ms</StatusIndicator> },
          { label: 'Endpoint', value: <Copy text={window.location.origin} what="endpoint" /> },
          { label: 'Revision of the state', value: status.Revision.toLocaleString('en') },
          { label: 'Time of the server', value: <Time at={new Date(status.Time * 1000)} /> },
          {
            label: 'Clock of this browser',
            value: (
              <StatusIndicator type={isSkewed ? 'warning' : 'success'}>{describeSkew(skewSeconds)}</StatusIndicator>
            ),
          },
        ]}
      />
    </Container>
  );
}

function describeSkew(seconds: number): string {
  if (Math.abs(seconds) < 5) return 'In step';
  return `${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead' : 'behind'}`;
}
