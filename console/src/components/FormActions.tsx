/** The buttons at the end of a page's form. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';

interface Props {
  verb: string;
  isReady: boolean;
  isBusy: boolean;
  onCancel: () => void;
  onSubmit: () => void;
}

export const FormActions = ({ verb, isReady, isBusy, onCancel, onSubmit }: Props) => (
  <Box float="right">
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={onCancel}>
        Cancel
      </Button>
      <Button variant="primary" disabled={!isReady} loading={isBusy} onClick={onSubmit}>
        {verb}
      </Button>
    </SpaceBetween>
  </Box>
);
