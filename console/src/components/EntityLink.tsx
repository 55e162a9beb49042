/** Links between pages of the console. */
import Link from '@cloudscape-design/components/link';
import { follow, href, segment } from '../app/router';

export type Kind = 'users' | 'groups' | 'roles' | 'policies';

/** The address of an entity's page; policies go by ARN, everything else by name. */
export const pathOf = (kind: Kind, id: string) => `/${kind}/details/${segment(id)}`;

export function EntityLink({ kind, id, text }: { kind: Kind; id: string; text?: string }) {
  return <PageLink to={pathOf(kind, id)} text={text ?? id} />;
}

export function PageLink({ to, text }: { to: string; text: string }) {
  return (
    <Link href={href(to)} onFollow={follow}>
      <span className="wrap">{text}</span>
    </Link>
  );
}
