/** The resources of a statement: all, some ARNs, or all except some. */
import FormField from '@cloudscape-design/components/form-field';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo, useState } from 'react';
import type { ServiceDetail } from '../../api/explanations';
import { findPattern } from '../../model/visual/actions';
import { checkResource, formatsOf } from '../../model/visual/arns';
import type { Patterns, Statement } from '../../model/visual/statement';
import { AddText } from './AddText';
import { ArnBuilder } from './ArnBuilder';
import { TextList } from './TextList';

interface Props {
  form: Statement;
  services: readonly ServiceDetail[];
  onChange: (resources: Patterns) => void;
}

const MODES = [
  { id: 'all', text: 'All resources' },
  { id: 'these', text: 'These resources' },
  { id: 'except', text: 'All resources except these' },
];

function modeOf({ isExcept, names }: Patterns): string {
  if (isExcept) return 'except';
  return names.length === 1 && names[0] === '*' ? 'all' : 'these';
}

export function ResourcesField({ form: { actions, resources }, services, onChange }: Props) {
  // Kept for the way back from all resources.
  const [kept, setKept] = useState<readonly string[]>([]);
  const mode = modeOf(resources);
  const { names } = resources;
  const setNames = (next: readonly string[]) => onChange({ ...resources, names: next });
  const setMode = (next: string) => {
    const named = mode === 'all' ? kept : names;
    setKept(named);
    onChange({ isExcept: next === 'except', names: next === 'all' ? ['*'] : named });
  };
  const formats = useMemo(
    () => formatsOf(services, (prefix, name) => findPattern(actions.names, prefix, name) !== undefined),
    [services, actions.names],
  );
  return (
    <SpaceBetween size="s">
      <FormField label={mode === 'except' ? 'NotResource' : 'Resources'} stretch>
        <SegmentedControl
          label="How resources are chosen"
          selectedId={mode}
          options={MODES}
          onChange={({ detail }) => setMode(detail.selectedId)}
        />
      </FormField>
      {mode !== 'all' && (
        <>
          <TextList label="ARNs" texts={names} onRemove={(text) => setNames(names.filter((name) => name !== text))} />
          {formats.length > 0 && (
            <ArnBuilder formats={formats} taken={names} onAdd={(arn) => setNames([...names, arn])} />
          )}
          <AddText
            label="Add an ARN"
            placeholder="arn:aws:s3:::bucket/*"
            check={checkResource}
            taken={names}
            onAdd={(text) => setNames([...names, text])}
          />
        </>
      )}
    </SpaceBetween>
  );
}
