/** Search over everything: pages, users, groups, roles and policies. Opens with Ctrl-K. */
import Autosuggest, { type AutosuggestProps } from '@cloudscape-design/components/autosuggest';
import Modal from '@cloudscape-design/components/modal';
import { useState } from 'react';
import { listGroups, listPolicies, listRoles, listUsers } from '../api/policies';
import { useQuery } from '../api/useQuery';
import { type Kind, pathOf } from '../components/EntityLink';
import { PLACES } from './navigation';
import { go } from './router';

interface Entity {
  readonly Arn?: string;
  readonly name?: string;
}

const group = (label: string, kind: Kind, found: readonly Entity[]): AutosuggestProps.OptionGroup => ({
  label,
  options: found.map(({ Arn = '', name = '' }) => ({
    // The value identifies the entry, because a user and a group can have the same name.
    value: pathOf(kind, kind === 'policies' ? Arn : name),
    label: name,
    description: Arn,
    filteringTags: [Arn],
  })),
});

/** A caller without permission to list one kind still finds the others. */
async function loadEverything(): Promise<AutosuggestProps.OptionGroup[]> {
  const none = (): [] => [];
  const [users, groups, roles, policies] = await Promise.all([
    listUsers().catch(none),
    listGroups().catch(none),
    listRoles().catch(none),
    listPolicies().catch(none),
  ]);
  return [
    group(
      'Users',
      'users',
      users.map(({ Arn, UserName: name }) => ({ Arn, name })),
    ),
    group(
      'User groups',
      'groups',
      groups.map(({ Arn, GroupName: name }) => ({ Arn, name })),
    ),
    group(
      'Roles',
      'roles',
      roles.map(({ Arn, RoleName: name }) => ({ Arn, name })),
    ),
    group(
      'Policies',
      'policies',
      policies.map(({ Arn, PolicyName: name }) => ({ Arn, name })),
    ),
  ];
}

const PAGES: AutosuggestProps.OptionGroup = {
  label: 'Pages',
  options: PLACES.map(({ text, to }) => ({ value: to, label: text })),
};

export function Search({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const everything = useQuery('everything', loadEverything);
  return (
    <Modal visible header="Search" onDismiss={onClose}>
      <Autosuggest
        autoFocus
        value={text}
        onChange={({ detail }) => setText(detail.value)}
        onSelect={({ detail }) => {
          if (!detail.selectedOption?.value) return;
          onClose();
          go(detail.selectedOption.value);
        }}
        options={[PAGES, ...(everything.value ?? [])].filter((each) => each.options.length > 0)}
        statusType={everything.value ? 'finished' : 'loading'}
        loadingText="Loading"
        enteredTextLabel={(value) => `No page is named ${value}`}
        ariaLabel="Search"
        placeholder="A page, or the name or ARN of a user, group, role or policy"
        empty="Nothing found"
        virtualScroll
      />
    </Modal>
  );
}
