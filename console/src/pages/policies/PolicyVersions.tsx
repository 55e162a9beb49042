/** The versions of a policy: view, compare, set the default, delete. */
import {
  DeletePolicyVersionCommand,
  type PolicyVersion,
  paginateListPolicyVersions,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { clients } from '../../api/clients';
import { readVersion } from '../../api/policies';
import { collect, useQuery } from '../../api/useQuery';
import { ActionModal } from '../../components/ActionModal';
import { Code } from '../../components/Code';
import { Diff } from '../../components/Diff';
import { Loaded } from '../../components/Loaded';
import { type Column, ResourceTable } from '../../components/ResourceTable';
import { Time } from '../../components/Time';

const COLUMNS: readonly Column<PolicyVersion>[] = [
  { id: 'version', header: 'Version', value: (version) => version.VersionId, width: 140 },
  {
    id: 'default',
    header: 'Default',
    value: (version) => (version.IsDefaultVersion ? 'Default' : ''),
    cell: (version) => (version.IsDefaultVersion ? <StatusIndicator>Default</StatusIndicator> : '-'),
    width: 160,
  },
  { id: 'created', header: 'Created', value: (v) => v.CreateDate, cell: (v) => <Time at={v.CreateDate} /> },
];

type Open = { readonly what: 'view' | 'default' | 'delete'; readonly versions: readonly string[] };

interface Props {
  arn: string;
  isOwn: boolean;
  onChanged: () => void;
}

export function PolicyVersions({ arn, isOwn, onChanged }: Props) {
  const query = useQuery(`versions ${arn}`, () =>
    collect(paginateListPolicyVersions({ client: clients().iam }, { PolicyArn: arn }), (page) => page.Versions),
  );
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    query.reload();
    onChanged();
  };
  const current = query.value?.find((version) => version.IsDefaultVersion)?.VersionId ?? '';
  const ids = (chosen: readonly PolicyVersion[]) => chosen.map(({ VersionId = '' }) => VersionId);
  return (
    <>
      <ResourceTable
        id="policy-versions"
        title="Versions"
        description="A policy can have five versions. The default version is in effect. Select one to compare it with the default, or two to compare them."
        query={query}
        columns={COLUMNS}
        keyOf={(version) => version.VersionId ?? ''}
        selection="multi"
        empty={{ title: 'No versions', text: 'Every policy has at least one version.' }}
        actions={(chosen) => (
          <>
            <Button
              disabled={chosen.length === 0 || chosen.length > 2}
              onClick={() => setOpen({ what: 'view', versions: ids(chosen) })}
            >
              {chosen.length === 2 ? 'Compare' : 'View'}
            </Button>
            {isOwn && (
              <>
                <Button
                  disabled={chosen.length === 0 || chosen.some((version) => version.IsDefaultVersion)}
                  onClick={() => setOpen({ what: 'delete', versions: ids(chosen) })}
                >
                  Delete
                </Button>
                <Button
                  disabled={chosen.length !== 1 || chosen[0]?.IsDefaultVersion}
                  onClick={() => setOpen({ what: 'default', versions: ids(chosen) })}
                >
                  Set as default
                </Button>
              </>
            )}
          </>
        )}
      />
      {open?.what === 'view' && <View arn={arn} current={current} versions={open.versions} onClose={close} />}
      {open && open.what !== 'view' && (
        <Change arn={arn} current={current} what={open.what} versions={open.versions} onClose={close} onDone={done} />
      )}
    </>
  );
}

interface ViewProps {
  arn: string;
  current: string;
  versions: readonly string[];
  onClose: () => void;
}

/** Compares one version with the default, or two with each other. */
function View({ arn, current, versions: [first = '', second = current], onClose }: ViewProps) {
  const isAlone = first === second;
  return (
    <Modal
      visible
      size="large"
      header={isAlone ? `Version ${first}` : `From ${second} to ${first}`}
      onDismiss={onClose}
    >
      <Compared arn={arn} before={second} after={first} isAlone={isAlone} />
    </Modal>
  );
}

interface ComparedProps {
  arn: string;
  before: string;
  after: string;
  isAlone?: boolean;
}

export function Compared({ arn, before, after, isAlone = false }: ComparedProps) {
  const texts = useQuery(`${arn} ${before} ${after}`, () =>
    Promise.all([readVersion(arn, before), readVersion(arn, after)] as const),
  );
  return (
    <Loaded query={texts} doing="Read the versions">
      {([old, young]) => (isAlone ? <Code text={young} what="document" /> : <Diff before={old} after={young} />)}
    </Loaded>
  );
}

interface ChangeProps extends ViewProps {
  what: 'default' | 'delete';
  onDone: () => void;
}

function Change({ arn, current, what, versions, onClose, onDone }: ChangeProps) {
  const [first = ''] = versions;
  if (what === 'default') {
    return (
      <ActionModal
        title={`Make ${first} the default version?`}
        verb="Set as default"
        size="large"
        commands={[new SetDefaultPolicyVersionCommand({ PolicyArn: arn, VersionId: first })]}
        success={`${first} is now the default version`}
        onClose={onClose}
        onDone={onDone}
      >
        <Compared arn={arn} before={current} after={first} />
      </ActionModal>
    );
  }
  return (
    <ActionModal
      title={`Delete ${versions.join(', ')}?`}
      verb="Delete"
      commands={versions.map((VersionId) => new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId }))}
      success={`Deleted: ${versions.join(', ')}`}
      confirmation={versions.join(', ')}
      onClose={onClose}
      onDone={onDone}
    >
      The versions are gone for good. The default version stays as it is.
    </ActionModal>
  );
}
