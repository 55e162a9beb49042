/** "Show as CLI command": the `aws` commands that are equivalent to a button. */
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { type AnyCommand, identifyCommand } from '../api/call';
import { renderCommand } from '../model/cli';
import { Code } from './Code';

export function renderCommands(commands: readonly AnyCommand[]): string {
  return commands
    .map((command) => {
      const { service, operation } = identifyCommand(command);
      return renderCommand(service, operation, command.input);
    })
    .join('\n');
}

export function CliCommands({ commands }: { commands: readonly AnyCommand[] }) {
  if (commands.length === 0) return null;
  const plural = commands.length === 1 ? '' : 's';
  return (
    <ExpandableSection headerText={`Show as CLI command${plural}`} variant="footer">
      <Code text={renderCommands(commands)} what={`command${plural}`} />
    </ExpandableSection>
  );
}
