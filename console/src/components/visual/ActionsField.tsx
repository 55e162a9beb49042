/** The actions of a statement: by service and access level, and patterns that are of no single service. */
import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { checkPattern, serviceOf, servicesOf } from '../../model/visual/actions';
import type { Patterns } from '../../model/visual/statement';
import { AddText } from './AddText';
import { useServiceList } from './catalog';
import { ServiceActions } from './ServiceActions';
import { TextList } from './TextList';

interface Props {
  actions: Patterns;
  onChange: (actions: Patterns) => void;
}

const MODES = [
  { id: 'these', text: 'These actions' },
  { id: 'except', text: 'All actions except these' },
];

export function ActionsField({ actions, onChange }: Props) {
  const [begun, setBegun] = useState<readonly string[]>([]);
  const { names, isExcept } = actions;
  const setNames = (next: readonly string[]) => onChange({ ...actions, names: next });
  const services = [...new Set([...servicesOf(names), ...begun])];
  return (
    <SpaceBetween size="s">
      <FormField label={isExcept ? 'NotAction' : 'Actions'} stretch>
        <SegmentedControl
          label="How actions are chosen"
          selectedId={isExcept ? 'except' : 'these'}
          options={MODES}
          onChange={({ detail }) => onChange({ ...actions, isExcept: detail.selectedId === 'except' })}
        />
      </FormField>
      <TextList
        label="Patterns of several services"
        texts={names.filter((name) => serviceOf(name) === '')}
        onRemove={(text) => setNames(names.filter((name) => name !== text))}
      />
      {services.map((prefix) => (
        <ServiceActions
          key={prefix}
          prefix={prefix}
          names={names}
          isNew={begun.includes(prefix)}
          onChange={setNames}
          onRemove={() => setBegun(begun.filter((each) => each !== prefix))}
        />
      ))}
      <AddService chosen={services} onChosen={(prefix) => setBegun([...begun, prefix])} />
      <AddText
        label="Add an action or a pattern"
        placeholder="s3:Get*"
        check={checkPattern}
        taken={names}
        onAdd={(text) => setNames([...names, text])}
      />
    </SpaceBetween>
  );
}

function AddService({ chosen, onChosen }: { chosen: readonly string[]; onChosen: (prefix: string) => void }) {
  const [text, setText] = useState('');
  const list = useServiceList();
  const options = (list.value?.Services ?? [])
    .filter(({ Prefix }) => !chosen.includes(Prefix))
    .map(({ Prefix, Title, IsOwn }) => ({
      value: Prefix,
      label: Title,
      description: IsOwn ? `${Prefix}, of this account` : Prefix,
      filteringTags: [Prefix],
    }));
  return (
    <FormField
      label="Add actions of a service"
      description="AWS's services, Limen's, and those of this account."
      stretch
    >
      <Autosuggest
        value={text}
        options={options}
        placeholder="Find a service"
        virtualScroll
        enteredTextLabel={(value) => `Use: ${value}`}
        statusType={list.isLoading ? 'loading' : list.failure ? 'error' : 'finished'}
        loadingText="Loading services"
        errorText="The services cannot be listed. Enter a prefix, such as s3."
        empty="No such service"
        onChange={({ detail }) => setText(detail.value)}
        onSelect={({ detail }) => {
          const prefix = detail.value.trim().toLowerCase();
          if (/^[\w-]+$/.test(prefix)) onChosen(prefix);
          setText('');
        }}
      />
    </FormField>
  );
}
