/** The form of one statement. */
import type { ValidatePolicyFinding } from '@aws-sdk/client-accessanalyzer';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { servicesOf } from '../../model/visual/actions';
import type { Effect, Statement } from '../../model/visual/statement';
import { placeOf } from '../../model/visual/summary';
import { severityOf } from '../editor/severity';
import { ActionsField } from './ActionsField';
import { ConditionsField } from './ConditionsField';
import { useServices } from './catalog';
import { ResourcesField } from './ResourcesField';

interface Props {
  form: Statement;
  findings: readonly ValidatePolicyFinding[];
  onChange: (form: Statement) => void;
}

const EFFECTS = [
  { id: 'Allow', text: 'Allow' },
  { id: 'Deny', text: 'Deny' },
];

export function StatementForm({ form, findings, onChange }: Props) {
  const services = useServices(servicesOf(form.actions.names));
  const change = (part: Partial<Statement>) => onChange({ ...form, ...part });
  const sidFault = /^[A-Za-z0-9]*$/.test(form.sid) ? '' : 'Letters and digits only.';
  return (
    <SpaceBetween size="l">
      <ColumnLayout columns={2}>
        <FormField label="Effect">
          <SegmentedControl
            label="Allow or deny"
            selectedId={form.effect}
            options={EFFECTS}
            onChange={({ detail }) => change({ effect: detail.selectedId as Effect })}
          />
        </FormField>
        <FormField label="Statement ID (optional)" errorText={sidFault}>
          <Input value={form.sid} onChange={({ detail }) => change({ sid: detail.value })} spellcheck={false} />
        </FormField>
      </ColumnLayout>
      <ActionsField actions={form.actions} onChange={(actions) => change({ actions })} />
      <Found findings={findings} member="Action" />
      <ResourcesField form={form} services={services.value ?? []} onChange={(resources) => change({ resources })} />
      <Found findings={findings} member="Resource" />
      <ConditionsField
        conditions={form.conditions}
        services={services.value ?? []}
        onChange={(conditions) => change({ conditions })}
      />
      <Found findings={findings} member="Condition" />
    </SpaceBetween>
  );
}

/** The findings about one member, below its field. */
function Found({ findings, member }: { findings: readonly ValidatePolicyFinding[]; member: string }) {
  const own = findings.filter((finding) => placeOf(finding)?.member === member);
  if (own.length === 0) return null;
  return (
    <SpaceBetween size="xs">
      {own.map((finding) => (
        <StatusIndicator
          key={`${finding.issueCode} ${finding.findingDetails}`}
          type={severityOf(finding.findingType)}
          wrapText
        >
          <span className="wrap">{finding.findingDetails}</span>
        </StatusIndicator>
      ))}
    </SpaceBetween>
  );
}
