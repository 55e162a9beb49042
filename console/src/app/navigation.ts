/** The side navigation. Pages whose operations the server does not have yet are not listed. */
import type { SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { href } from './router';

interface Place {
  readonly text: string;
  readonly to: string;
}

const link = ({ text, to }: Place): SideNavigationProps.Link => ({ type: 'link', text, href: href(to) });

const section = (text: string, places: readonly Place[]): SideNavigationProps.Section => ({
  type: 'section',
  text,
  items: places.map(link),
});

const DASHBOARD: Place = { text: 'Dashboard', to: '/' };

const MANAGEMENT: readonly Place[] = [
  { text: 'User groups', to: '/groups' },
  { text: 'Users', to: '/users' },
  { text: 'Roles', to: '/roles' },
  { text: 'Policies', to: '/policies' },
  { text: 'Account settings', to: '/account' },
];

const QUESTIONS: readonly Place[] = [
  { text: 'Policy simulator', to: '/simulator' },
  { text: 'Why was it denied', to: '/why' },
  { text: 'Who can', to: '/who-can' },
  { text: 'What can', to: '/what-can' },
  { text: 'Services and actions', to: '/services' },
];

const SERVER: readonly Place[] = [
  { text: 'Audit events', to: '/audit' },
  { text: 'Server status', to: '/server' },
];

const OWN: readonly Place[] = [
  { text: 'My security credentials', to: '/security' },
  { text: 'Switch role', to: '/switch-role' },
];

/** All pages that the search finds by name. */
export const PLACES: readonly Place[] = [
  DASHBOARD,
  ...MANAGEMENT,
  ...QUESTIONS,
  ...SERVER,
  ...OWN,
  { text: 'Create user', to: '/users/create' },
  { text: 'Create user group', to: '/groups/create' },
  { text: 'Create role', to: '/roles/create' },
  { text: 'Create policy', to: '/policies/create' },
];

export const NAVIGATION: readonly SideNavigationProps.Item[] = [
  link(DASHBOARD),
  section('Access management', MANAGEMENT),
  section('Questions', QUESTIONS),
  section('Server', SERVER),
  { type: 'divider' },
  ...OWN.map(link),
];

/** The navigation entry of a path: the page itself or its list. */
export function activeHref(path: string): string {
  const fitting = PLACES.map(({ to }) => to).filter((to) => path === to || path.startsWith(`${to}/`));
  const listed = fitting.filter((to) => !to.endsWith('/create'));
  return href(listed.sort((a, b) => b.length - a.length)[0] ?? '/');
}
