/** The bar at the top: home, search, dark mode, and the menu of the signed-in user. */
import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useEffect, useState } from 'react';
import { actingIdentity, type Session, signOut, switchBack } from '../api/session';
import { readRecent } from '../pages/switch-role/recent';
import { clearFlashes } from './flash';
import { setDark, useDark } from './mode';
import { go, href } from './router';
import { Search } from './Search';

const TEXTS: TopNavigationProps.I18nStrings = {
  searchIconAriaLabel: 'Search',
  searchDismissIconAriaLabel: 'Close search',
  overflowMenuTriggerText: 'More',
  overflowMenuTitleText: 'All',
  overflowMenuBackIconAriaLabel: 'Back',
  overflowMenuDismissIconAriaLabel: 'Close menu',
};

export function TopBar({ session }: { session: Session }) {
  const dark = useDark();
  const [isSearching, setSearching] = useState(false);
  useShortcut(() => setSearching(true));
  return (
    <>
      <TopNavigation
        i18nStrings={TEXTS}
        identity={{
          title: 'Limen',
          href: href('/'),
          logo: { src: '/console/favicon.svg', alt: 'Home' },
          onFollow: (event) => {
            event.preventDefault();
            go('/');
          },
        }}
        utilities={[
          {
            type: 'button',
            iconName: 'search',
            ariaLabel: 'Search (Ctrl+K)',
            title: 'Search (Ctrl+K)',
            disableUtilityCollapse: true,
            onClick: () => setSearching(true),
          },
          {
            type: 'button',
            iconSvg: dark ? SUN : MOON,
            ariaLabel: dark ? 'Light mode' : 'Dark mode',
            title: dark ? 'Light mode' : 'Dark mode',
            disableUtilityCollapse: true,
            onClick: () => setDark(!dark),
          },
          accountMenu(session),
        ]}
      />
      {isSearching && <Search onClose={() => setSearching(false)} />}
    </>
  );
}

/** Ctrl-K, or Command-K on a Mac. */
function useShortcut(open: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      open();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [open]);
}

function accountMenu(session: Session): TopNavigationProps.MenuDropdownUtility {
  const acting = actingIdentity(session);
  const shown = session.role ? session.role.choice.label : acting.name;
  return {
    type: 'menu-dropdown',
    iconName: session.role ? 'user-profile-active' : 'user-profile',
    text: shown,
    description: session.role ? `${acting.name}, switched to by ${session.user.name}` : describe(session),
    ariaLabel: `Account: ${shown}`,
    disableUtilityCollapse: true,
    items: [
      { id: '/security', text: 'My security credentials' },
      {
        text: 'Roles',
        items: [
          ...(session.role ? [{ id: 'switch-back', text: `Switch back to ${session.user.name}` }] : []),
          ...readRecent().map(({ arn, label }) => ({
            id: `/switch-role?arn=${encodeURIComponent(arn)}`,
            text: label,
            secondaryText: arn,
          })),
          { id: '/switch-role', text: 'Switch role' },
        ],
      },
      { id: 'sign-out', text: 'Sign out' },
    ],
    onItemClick: ({ detail }) => choose(detail.id),
  };
}

const NOUN = { root: 'Root user', user: 'IAM user', role: 'Federated sign-in' };

const describe = ({ user }: Session) => `${NOUN[user.kind]} of account ${user.account}`;

function choose(id: string): void {
  if (id.startsWith('/')) {
    go(id);
    return;
  }
  clearFlashes();
  if (id === 'switch-back') switchBack();
  if (id === 'sign-out') void signOut();
}

const MOON = (
  <svg viewBox="0 0 16 16" focusable="false" aria-hidden="true">
    <path d="M13.5 10A6 6 0 0 1 6 2.5 6 6 0 1 0 13.5 10Z" />
  </svg>
);

const SUN = (
  <svg viewBox="0 0 16 16" focusable="false" aria-hidden="true">
    <circle cx="8" cy="8" r="3" />
    <path d="M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.5 1.5M11.5 11.5 13 13M3 13l1.5-1.5M11.5 4.5 13 3" />
  </svg>
);
