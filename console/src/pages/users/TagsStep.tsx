/** Third step: tags. */
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import TagEditor, { type TagEditorProps } from '@cloudscape-design/components/tag-editor';
import { useState } from 'react';
import { compareTags, TAG_LIMIT, type Tag } from '../../components/TagsPanel';

interface Props {
  form: { readonly tags: readonly Tag[] };
  change: (part: { tags: readonly Tag[] }) => void;
}

export function TagsStep({ form, change }: Props) {
  const [tags, setTags] = useState<readonly TagEditorProps.Tag[]>(() =>
    form.tags.map(({ Key, Value }) => ({ key: Key, value: Value, existing: false })),
  );
  return (
    <Container header={<Header variant="h2">Tags</Header>}>
      <TagEditor
        tags={tags}
        tagLimit={TAG_LIMIT}
        onChange={({ detail }) => {
          setTags(detail.tags);
          if (detail.valid) change({ tags: compareTags([], detail.tags).added });
        }}
      />
    </Container>
  );
}
