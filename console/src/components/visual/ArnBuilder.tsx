/** Builds the ARN of a resource from its type: what is not filled in means any. */
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { actingIdentity, useSession } from '../../api/session';
import { parseArn } from '../../model/arn';
import { type ArnFormat, fillIn, labelOf, placeholdersOf } from '../../model/visual/arns';

interface Props {
  formats: readonly ArnFormat[];
  taken: readonly string[];
  onAdd: (arn: string) => void;
}

const idOf = ({ service, format }: ArnFormat) => `${service} ${format}`;

export function ArnBuilder({ formats, taken, onAdd }: Props) {
  const [chosen, setChosen] = useState('');
  const format = formats.find((each) => idOf(each) === chosen);
  const optionOf = (each: ArnFormat) => ({
    value: idOf(each),
    label: each.type,
    description: each.format,
    labelTag: each.isUsed ? `${each.service}, used by the actions` : each.service,
  });
  return (
    <div className="framed padded">
      <SpaceBetween size="s">
        <FormField label="Build an ARN" description="Choose the type of the resource." stretch>
          <Select
            placeholder="Type of resource"
            filteringType="auto"
            virtualScroll
            options={formats.map(optionOf)}
            selectedOption={format ? optionOf(format) : null}
            onChange={({ detail }) => setChosen(detail.selectedOption.value ?? '')}
          />
        </FormField>
        {format && <Parts key={chosen} format={format.format} taken={taken} onAdd={onAdd} />}
      </SpaceBetween>
    </div>
  );
}

interface PartsProps {
  format: string;
  taken: readonly string[];
  onAdd: (arn: string) => void;
}

function Parts({ format, taken, onAdd }: PartsProps) {
  const session = useSession();
  const { account, arn: own } = session ? actingIdentity(session) : { account: '', arn: '' };
  const [values, setValues] = useState<Readonly<Record<string, string>>>({
    Partition: parseArn(own).partition,
    Account: account,
  });
  const arn = fillIn(format, values);
  return (
    <>
      <ColumnLayout columns={3}>
        {placeholdersOf(format).map((name) => (
          <FormField key={name} label={labelOf(name)}>
            <Input
              value={values[name] ?? ''}
              placeholder="any (*)"
              spellcheck={false}
              autoComplete={false}
              onChange={({ detail }) => setValues({ ...values, [name]: detail.value })}
            />
          </FormField>
        ))}
      </ColumnLayout>
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <Button formAction="none" disabled={taken.includes(arn)} onClick={() => onAdd(arn)}>
          Add this ARN
        </Button>
        <code className="wrap" data-testid="built-arn">
          {arn}
        </code>
      </SpaceBetween>
    </>
  );
}
