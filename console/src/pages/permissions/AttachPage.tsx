/** Attach managed policies to a user, group or role. */
import Container from '@cloudscape-design/components/container';
import { useMemo, useState } from 'react';
import { attachCommand, isOwnerKind, listAttached, NOUN, type Owner } from '../../api/owners';
import { useQuery } from '../../api/useQuery';
import { go } from '../../app/router';
import type { PageProps } from '../../app/routes';
import { ActionFailure } from '../../components/ActionFailure';
import { CliCommands } from '../../components/CliCommands';
import { pathOf } from '../../components/EntityLink';
import { FormActions } from '../../components/FormActions';
import { NoSuchPage } from '../../components/NoSuchPage';
import { Page } from '../../components/Page';
import { PolicyPicker } from '../../components/permissions/PolicyPicker';
import { useAction } from '../../components/useAction';
import { parentsOf } from './parents';

export default function AttachPage({ params: { kind = '', name = '' } }: PageProps) {
  return isOwnerKind(kind) ? <Attach owner={{ kind, name }} /> : <NoSuchPage />;
}

function Attach({ owner }: { owner: Owner }) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const action = useAction();
  const held = useQuery(`attached ${owner.kind} ${owner.name}`, () => listAttached(owner));
  const without = useMemo(() => new Set((held.value ?? []).map((policy) => policy.arn)), [held.value]);
  const commands = chosen.map((arn) => attachCommand(owner, arn));
  const back = () => go(pathOf(owner.kind, owner.name));
  const submit = async () => {
    const plural = chosen.length === 1 ? 'policy was' : 'policies were';
    if (await action.send(commands, `${chosen.length} ${plural} attached to ${owner.name}`)) back();
  };
  return (
    <Page title={`Attach policies to ${owner.name}`} parents={parentsOf(owner)}>
      <ActionFailure action={action} doing="Attach policies" />
      <Container>
        <PolicyPicker
          chosen={chosen}
          onChange={setChosen}
          without={without}
          title={`Policies for the ${NOUN[owner.kind]}`}
        />
      </Container>
      <CliCommands commands={commands} />
      <FormActions
        verb="Attach policies"
        isReady={chosen.length > 0}
        isBusy={action.isBusy}
        onCancel={back}
        onSubmit={submit}
      />
    </Page>
  );
}
