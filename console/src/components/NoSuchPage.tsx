/** Shown for unknown addresses. */
import Box from '@cloudscape-design/components/box';
import { useChrome } from '../app/chrome';

export function NoSuchPage() {
  useChrome('Page not found');
  return (
    <Box variant="div" textAlign="center" padding="xxl">
      <Box variant="h1">Page not found</Box>
      <p>Check the address, or choose a page in the navigation.</p>
    </Box>
  );
}
