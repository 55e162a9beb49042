/** The circumstances of the simulated request: context keys and their values. */
import { type ContextKeyTypeEnum, GetContextKeysForPrincipalPolicyCommand } from '@aws-sdk/client-iam';
import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { send } from '../../api/call';
import { ActionFailure } from '../../components/ActionFailure';
import { useAction } from '../../components/useAction';
import { type Entry, KEY_TYPES, type Question } from './question';

interface Props {
  question: Question;
  change: (part: Partial<Question>) => void;
}

const EMPTY: Entry = { key: '', type: 'string', values: '' };

export function ContextEntries({ question, change }: Props) {
  const { context } = question;
  const action = useAction();
  const set = (index: number, part: Partial<Entry>) =>
    change({ context: context.map((entry, place) => (place === index ? { ...entry, ...part } : entry)) });
  const suggest = async () => {
    const command = new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn: question.arn });
    const answer = await action.attempt(() => send(command));
    const known = new Set(context.map(({ key }) => key.toLowerCase()));
    const missing = (answer?.ContextKeyNames ?? []).filter((key) => !known.has(key.toLowerCase()));
    change({ context: [...context, ...missing.map((key) => ({ ...EMPTY, key }))] });
  };
  return (
    <ExpandableSection
      headerText="Circumstances"
      headerDescription="Context keys that conditions ask for. A key without a value is absent from the request."
    >
      <SpaceBetween size="s">
        <ActionFailure action={action} doing="Find the context keys" />
        <AttributeEditor
          items={context}
          addButtonText="Add context key"
          removeButtonText="Remove"
          empty="No context keys."
          onAddButtonClick={() => change({ context: [...context, EMPTY] })}
          onRemoveButtonClick={({ detail }) =>
            change({ context: context.filter((_, index) => index !== detail.itemIndex) })
          }
          definition={[
            {
              label: 'Key',
              control: (entry, index) => (
                <Input
                  value={entry.key}
                  onChange={({ detail }) => set(index, { key: detail.value })}
                  placeholder="aws:SourceIp"
                />
              ),
            },
            {
              label: 'Type',
              control: (entry, index) => (
                <Select
                  options={KEY_TYPES.map((value) => ({ value }))}
                  selectedOption={{ value: entry.type }}
                  onChange={({ detail }) => set(index, { type: detail.selectedOption.value as ContextKeyTypeEnum })}
                />
              ),
            },
            {
              label: 'Value',
              control: (entry, index) => (
                <Input
                  value={entry.values}
                  onChange={({ detail }) => set(index, { values: detail.value })}
                  placeholder={entry.type.endsWith('List') ? 'one, two' : ''}
                />
              ),
            },
          ]}
        />
        {question.who === 'principal' && (
          <Button disabled={!question.arn} loading={action.isBusy} onClick={suggest}>
            Add the keys that its policies ask for
          </Button>
        )}
      </SpaceBetween>
    </ExpandableSection>
  );
}
