/** Tabs. The open tab is in the address, so that links and reloads keep it. */
import Tabs from '@cloudscape-design/components/tabs';
import type { ReactNode } from 'react';
import { useParameter } from '../app/router';

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
}

export function PageTabs({ tabs }: { tabs: readonly Tab[] }) {
  const first = tabs[0]?.id ?? '';
  const [open, setOpen] = useParameter('tab', first);
  const known = tabs.some((tab) => tab.id === open) ? open : first;
  return (
    <Tabs
      activeTabId={known}
      onChange={({ detail }) => setOpen(detail.activeTabId)}
      tabs={tabs.map((tab) => ({ ...tab }))}
    />
  );
}
