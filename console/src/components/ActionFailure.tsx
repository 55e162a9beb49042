/** The error of a form, and the steps that succeeded before it. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { FailureBox } from './FailureBox';
import type { Action } from './useAction';

export function ActionFailure({ action, doing }: { action: Action; doing: string }) {
  if (!action.failure) return null;
  return (
    <SpaceBetween size="xs">
      <FailureBox failure={action.failure} doing={doing} />
      {action.done.length > 0 && (
        <Box variant="small">
          Done before this: {action.done.join(', ')}. If you try again, the remaining steps are done.
        </Box>
      )}
    </SpaceBetween>
  );
}
