/** One managed policy: its document, attachments, versions and tags. */
import {
  GetPolicyCommand,
  ListPolicyTagsCommand,
  type Policy,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { useState } from 'react';
import { send } from '../../api/call';
import { planPolicyDeletion } from '../../api/deletions';
import { readVersion } from '../../api/policies';
import { useQuery } from '../../api/useQuery';
import { go } from '../../app/router';
import type { PageProps } from '../../app/routes';
import { Code } from '../../components/Code';
import { Copy } from '../../components/Copy';
import { DeleteModal } from '../../components/DeleteModal';
import { pathOf } from '../../components/EntityLink';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { PageTabs } from '../../components/PageTabs';
import { readTags, TagsPanel } from '../../components/TagsPanel';
import { Time } from '../../components/Time';
import { isAwsManaged, nameOfArn } from '../../model/arn';
import { PolicyUsage } from './PolicyUsage';
import { PolicyVersions } from './PolicyVersions';

const PARENTS = [{ text: 'Policies', to: '/policies' }];

const readPolicy = async (PolicyArn: string): Promise<Policy> =>
  (await send(new GetPolicyCommand({ PolicyArn }))).Policy ?? {};

export default function PolicyPage({ params: { arn = '' } }: PageProps) {
  const policy = useQuery(`policy ${arn}`, () => readPolicy(arn));
  const [isDeleting, setDeleting] = useState(false);
  const isOwn = !isAwsManaged(arn);
  return (
    <Page
      title={nameOfArn(arn)}
      description={policy.value?.Description}
      parents={PARENTS}
      actions={
        isOwn
          ? [
              <Button key="delete" onClick={() => setDeleting(true)}>
                Delete
              </Button>,
              <Button key="edit" variant="primary" onClick={() => go(`${pathOf('policies', arn)}/edit`)}>
                Edit
              </Button>,
            ]
          : undefined
      }
    >
      <Loaded query={policy} doing={`Read the policy ${nameOfArn(arn)}`}>
        {(found) => <Summary policy={found} />}
      </Loaded>
      <PageTabs
        tabs={[
          {
            id: 'document',
            label: 'Document',
            content: <Document arn={arn} version={policy.value?.DefaultVersionId} />,
          },
          { id: 'usage', label: 'Attached to', content: <PolicyUsage arn={arn} onChanged={policy.reload} /> },
          {
            id: 'versions',
            label: 'Versions',
            content: <PolicyVersions arn={arn} isOwn={isOwn} onChanged={policy.reload} />,
          },
          ...(isOwn ? [{ id: 'tags', label: 'Tags', content: <Tags arn={arn} /> }] : []),
        ]}
      />
      {isDeleting && (
        <DeleteModal
          noun="policy"
          names={[arn]}
          labelOf={nameOfArn}
          plan={planPolicyDeletion}
          onClose={() => setDeleting(false)}
          onDone={() => go('/policies')}
        />
      )}
    </Page>
  );
}

const Summary = ({ policy }: { policy: Policy }) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <KeyValuePairs
      minColumnWidth={220}
      columns={4}
      items={[
        { label: 'ARN', value: <Copy text={policy.Arn ?? ''} what="ARN" /> },
        { label: 'Type', value: isAwsManaged(policy.Arn ?? '') ? 'AWS managed' : 'Customer managed' },
        { label: 'Default version', value: policy.DefaultVersionId },
        { label: 'Changed', value: <Time at={policy.UpdateDate} /> },
      ]}
    />
  </Container>
);

function Document({ arn, version }: { arn: string; version: string | undefined }) {
  const query = useQuery(`document ${arn} ${version}`, () =>
    version ? readVersion(arn, version) : Promise.resolve(''),
  );
  return (
    <Container header={<Header variant="h2">Document {version && `(${version})`}</Header>}>
      <Loaded query={query} doing="Read the document">
        {(text) => <Code text={text} what="document" />}
      </Loaded>
    </Container>
  );
}

const Tags = ({ arn }: { arn: string }) => (
  <TagsPanel
    id={`policy ${arn}`}
    load={async () => readTags((await send(new ListPolicyTagsCommand({ PolicyArn: arn }))).Tags)}
    tag={(tags) => new TagPolicyCommand({ PolicyArn: arn, Tags: tags })}
    untag={(TagKeys) => new UntagPolicyCommand({ PolicyArn: arn, TagKeys })}
  />
);
