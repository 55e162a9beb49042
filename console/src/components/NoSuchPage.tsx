/** For addresses that lead nowhere. */
import Box from '@cloudscape-design/components/box';
import { useChrome } from '../app/chrome';

export function NoSuchPage() {
  useChrome('No such page');
  return (
    <Box variant="div" textAlign="center" padding="xxl">
      <Box variant="h1">There is no such page</Box>
      <p>The address may be mistyped. The navigation lists every page.</p>
    </Box>
  );
}
