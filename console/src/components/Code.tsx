/** Preformatted text, such as commands and documents, with a button that copies it. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CopyButton } from './Copy';

export function Code({ text, what }: { text: string; what: string }) {
  return (
    <SpaceBetween size="xs">
      <Box variant="code" display="block">
        <pre className="pre">{text}</pre>
      </Box>
      <CopyButton text={text} what={what} />
    </SpaceBetween>
  );
}
