/** The tags of a user, role or policy, and the form that changes them. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import TagEditor, { type TagEditorProps } from '@cloudscape-design/components/tag-editor';
import { useState } from 'react';
import type { AnyCommand } from '../api/call';
import { useQuery } from '../api/useQuery';
import { ActionModal } from './ActionModal';
import { Loaded } from './Loaded';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface Props {
  id: string;
  load: () => Promise<Tag[]>;
  tag: (tags: Tag[]) => AnyCommand;
  untag: (keys: string[]) => AnyCommand;
}

/** IAM allows 50 tags (docs/spec/api.md, quotas). */
export const TAG_LIMIT = 50;

export function TagsPanel(props: Props) {
  const query = useQuery(`tags ${props.id}`, props.load);
  const [isEditing, setEditing] = useState(false);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Policies can use tags in conditions: iam:ResourceTag, aws:PrincipalTag."
          counter={query.value && `(${query.value.length})`}
          actions={
            <Button disabled={!query.value} onClick={() => setEditing(true)}>
              Manage tags
            </Button>
          }
        >
          Tags
        </Header>
      }
    >
      <Loaded query={query} doing="Read tags">
        {(tags) => (
          <>
            {tags.length === 0 ? (
              <Box color="text-body-secondary">No tags.</Box>
            ) : (
              <KeyValuePairs
                columns={3}
                items={tags.map((tag) => ({
                  label: tag.Key,
                  value: <span className="wrap">{tag.Value || '(empty)'}</span>,
                }))}
              />
            )}
            {isEditing && (
              <TagsModal
                {...props}
                tags={tags}
                onClose={() => setEditing(false)}
                onDone={() => {
                  setEditing(false);
                  query.reload();
                }}
              />
            )}
          </>
        )}
      </Loaded>
    </Container>
  );
}

interface ModalProps extends Props {
  tags: readonly Tag[];
  onClose: () => void;
  onDone: () => void;
}

function TagsModal({ tags, tag, untag, onClose, onDone }: ModalProps) {
  const [edited, setEdited] = useState<readonly TagEditorProps.Tag[]>(() =>
    tags.map(({ Key, Value }) => ({ key: Key, value: Value, existing: true })),
  );
  const [isValid, setValid] = useState(true);
  const { added, removed } = compareTags(tags, edited);
  const commands = [...(removed.length ? [untag(removed)] : []), ...(added.length ? [tag(added)] : [])];
  return (
    <ActionModal
      title="Manage tags"
      verb="Save"
      size="large"
      commands={isValid ? commands : []}
      success="The tags were changed"
      onClose={onClose}
      onDone={onDone}
    >
      <TagEditor
        tags={edited}
        tagLimit={TAG_LIMIT}
        onChange={({ detail }) => {
          setEdited(detail.tags);
          setValid(detail.valid);
        }}
      />
    </ActionModal>
  );
}

/** The tags to set, and the keys to remove. */
export function compareTags(before: readonly Tag[], after: readonly TagEditorProps.Tag[]) {
  const old = new Map(before.map((tag) => [tag.Key, tag.Value]));
  const kept = new Map(
    after.filter((tag) => !tag.markedForRemoval && tag.key).map((tag) => [tag.key, tag.value ?? '']),
  );
  return {
    added: [...kept].filter(([key, value]) => old.get(key) !== value).map(([Key, Value]) => ({ Key, Value })),
    removed: [...old.keys()].filter((key) => !kept.has(key)),
  };
}

/** Tags as the SDK gives them. */
export const readTags = (tags: readonly { Key: string | undefined; Value: string | undefined }[] | undefined): Tag[] =>
  (tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));
