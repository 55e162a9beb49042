/** The side navigation. Pages whose operations the server does not have yet are not listed. */
import type { SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { href } from './router';

const link = (text: string, to: string): SideNavigationProps.Link => ({ type: 'link', text, href: href(to) });

export const NAVIGATION: readonly SideNavigationProps.Item[] = [link('Dashboard', '/')];

/** The entry that a path belongs to: the page itself or the list that it came from. */
export function activeHref(path: string): string {
  const entries = NAVIGATION.flatMap((item) => ('items' in item ? item.items : [item]));
  const links = entries.flatMap((item) => ('href' in item && item.href ? [item.href] : []));
  const here = href(path);
  return (
    links.filter((each) => here === each || here.startsWith(`${each}/`)).sort((a, b) => b.length - a.length)[0] ??
    href('/')
  );
}
