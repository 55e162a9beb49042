/** Breadcrumbs above the page of a user, group or role. */
import type { Owner } from '../../api/owners';
import type { Crumb } from '../../app/chrome';
import { pathOf } from '../../components/EntityLink';

const LIST: Record<Owner['kind'], string> = { users: 'Users', groups: 'User groups', roles: 'Roles' };

export const parentsOf = ({ kind, name }: Owner): readonly Crumb[] => [
  { text: LIST[kind], to: `/${kind}` },
  { text: name, to: pathOf(kind, name) },
];
