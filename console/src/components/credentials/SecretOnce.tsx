/** A secret that the server shows once: copy it, or save it as a file. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { renderCSV } from '../../model/csv';
import { Copy } from '../Copy';
import { download } from '../download';

export interface SecretLine {
  readonly label: string;
  readonly value: string;
  readonly isSecret?: boolean;
}

interface Props {
  title: string;
  lines: readonly SecretLine[];
  fileName: string;
  onClose: () => void;
}

export function SecretOnce({ title, lines, fileName, onClose }: Props) {
  return (
    <Modal
      visible
      header={title}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <SaveSecret lines={lines} fileName={fileName} />
            <Button variant="primary" onClick={onClose}>
              Done
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SecretLines lines={lines} />
    </Modal>
  );
}

export function SecretLines({ lines }: { lines: readonly SecretLine[] }) {
  return (
    <SpaceBetween size="m">
      <Alert type="warning">The secret is shown only now. It cannot be retrieved later.</Alert>
      {lines.map((line) => (
        <div key={line.label}>
          <Box variant="awsui-key-label">{line.label}</Box>
          {line.isSecret ? <Hidden line={line} /> : <Copy text={line.value} what={line.label} />}
        </div>
      ))}
    </SpaceBetween>
  );
}

function Hidden({ line }: { line: SecretLine }) {
  const [isShown, setShown] = useState(false);
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {isShown ? (
        <span className="wrap" data-testid="secret">
          <Copy text={line.value} what={line.label} />
        </span>
      ) : (
        <Box>••••••••••••</Box>
      )}
      <Button
        variant="inline-link"
        onClick={() => setShown(!isShown)}
        ariaLabel={`${isShown ? 'Hide' : 'Show'} ${line.label}`}
      >
        {isShown ? 'Hide' : 'Show'}
      </Button>
    </SpaceBetween>
  );
}

export const SaveSecret = ({ lines, fileName }: { lines: readonly SecretLine[]; fileName: string }) => (
  <Button
    iconName="download"
    onClick={() =>
      // Secrets are written unchanged: a quote in front of them, as for formulas, would corrupt them.
      download(fileName, 'text/csv', renderSecrets(lines))
    }
  >
    Download .csv file
  </Button>
);

function renderSecrets(lines: readonly SecretLine[]): string {
  const header = renderCSV(
    lines.map((line) => line.label),
    [],
  );
  return `${header}${lines.map((line) => `"${line.value.replaceAll('"', '""')}"`).join(',')}\r\n`;
}
