/** Deletes an entity and everything that belongs to it. All of it is listed before anything is sent. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import type { AnyCommand } from '../api/call';
import { identifyCommand } from '../api/call';
import { useQuery } from '../api/useQuery';
import { ActionModal } from './ActionModal';
import { Loaded } from './Loaded';

interface Props {
  noun: string;
  names: readonly string[];
  /** All commands for one entity, the deletion itself last. */
  plan: (name: string) => Promise<AnyCommand[]>;
  /** The displayed form of a name, such as an ARN's last part. */
  labelOf?: (name: string) => string;
  onClose: () => void;
  onDone: () => void;
}

export function DeleteModal({ noun, names, plan, labelOf = (name) => name, onClose, onDone }: Props) {
  const planned = useQuery(names.join(' '), async () => (await Promise.all(names.map(plan))).flat());
  const [first = ''] = names;
  const isOne = names.length === 1;
  const what = isOne ? labelOf(first) : `${names.length} ${noun}s`;
  return (
    <ActionModal
      title={`Delete ${what}?`}
      verb="Delete"
      commands={planned.value ?? []}
      success={isOne ? `The ${noun} ${what} was deleted` : `${what} were deleted`}
      confirmation={isOne ? labelOf(first) : 'delete'}
      onClose={onClose}
      onDone={onDone}
    >
      <Loaded query={planned} doing="Find out what would be deleted">
        {(commands) => (
          <Alert type="warning">
            <span className="wrap">
              {isOne ? `This deletes the ${noun} ${what}.` : `This deletes ${names.map(labelOf).join(', ')}.`} It cannot
              be undone.
            </span>
            <Before commands={commands} count={names.length} />
          </Alert>
        )}
      </Loaded>
    </ActionModal>
  );
}

function Before({ commands, count }: { commands: readonly AnyCommand[]; count: number }) {
  const before = commands.length - count;
  if (before <= 0) return null;
  const counts = new Map<string, number>();
  for (const command of commands) {
    const { operation } = identifyCommand(command);
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  return (
    <Box variant="p">
      These calls are made, in this order: {[...counts].map(([name, times]) => `${name} (${times})`).join(', ')}.
    </Box>
  );
}
