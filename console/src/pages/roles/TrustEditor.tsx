/** The editor of trust policies, with a template for each usual kind of trusted entity. */
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { actingIdentity, useSession } from '../../api/session';
import { LazyEditor } from '../../components/editor/LazyEditor';
import { type Template, trustTemplates } from '../../model/document';

/** Characters of a trust policy that IAM takes by default (docs/spec/api.md, quotas). */
const TRUST_LIMIT = 2048;

interface Props {
  value: string;
  onChange: (text: string) => void;
}

export function TrustEditor({ value, onChange }: Props) {
  const session = useSession();
  const templates = trustTemplates(session ? actingIdentity(session).account : '');
  const [template, setTemplate] = useState<Template>();
  return (
    <SpaceBetween size="m">
      <FormField label="Begin with" description={template?.description ?? 'A template replaces what is in the editor.'}>
        <Select
          placeholder="Choose whom the role trusts"
          options={templates.map(({ id, label, description }) => ({ value: id, label, description }))}
          selectedOption={template ? { value: template.id, label: template.label } : null}
          onChange={({ detail }) => {
            const chosen = templates.find(({ id }) => id === detail.selectedOption.value);
            setTemplate(chosen);
            if (chosen) onChange(chosen.document);
          }}
        />
      </FormField>
      <LazyEditor value={value} onChange={onChange} kind="trust" label="Trust policy" limit={TRUST_LIMIT} />
    </SpaceBetween>
  );
}
