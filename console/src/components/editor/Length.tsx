/** How much of the limit a document uses. */
import Box from '@cloudscape-design/components/box';
import { countCharacters } from '../../model/document';

export function Length({ text, limit }: { text: string; limit: number }) {
  const count = countCharacters(text);
  return (
    <Box color={count > limit ? 'text-status-error' : 'text-body-secondary'} variant="small">
      {count.toLocaleString('en')} of {limit.toLocaleString('en')} characters
    </Box>
  );
}
