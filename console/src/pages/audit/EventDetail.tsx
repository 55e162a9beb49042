/** One audit event: a summary, the reason of a denial, and the complete record. */
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Code } from '../../components/Code';
import { Copy } from '../../components/Copy';
import { PageLink } from '../../components/EntityLink';
import { Denied } from '../../components/FailureBox';
import { Time } from '../../components/Time';
import { parseDenial } from '../../model/denial';
import type { Entry } from './events';

export const EventDetail = ({ entry, onClose }: { entry: Entry; onClose: () => void }) => (
  <Modal visible size="large" header={entry.name} onDismiss={onClose}>
    <Detail entry={entry} />
  </Modal>
);

function Detail({ entry }: { entry: Entry }) {
  const denial = parseDenial(entry.message);
  return (
    <SpaceBetween size="l">
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Time', value: <Time at={entry.at} /> },
          { label: 'Who', value: <span className="wrap">{entry.user || '-'}</span> },
          { label: 'From', value: entry.address || '-' },
          { label: 'Service', value: entry.source },
          { label: 'Outcome', value: entry.error || 'Done' },
          { label: 'Request ID', value: <Copy text={entry.requestId} what="request ID" /> },
        ]}
      />
      {denial && <Denied denial={denial} message={entry.message} />}
      <SpaceBetween direction="horizontal" size="m">
        <PageLink to={`/why?about=${entry.id}`} text="Explain the decision" />
        {denial && <PageLink to={simulation(denial)} text="Ask the policy simulator about it" />}
      </SpaceBetween>
      <Code text={entry.record} what="event" />
    </SpaceBetween>
  );
}

const simulation = ({ principal, action, resource }: { principal: string; action: string; resource: string }) =>
  `/simulator?${new URLSearchParams({ principal, action, resource })}`;
