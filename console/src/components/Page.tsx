/** The frame of a page: title, description and actions. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactElement, ReactNode } from 'react';
import { type Crumb, useChrome } from '../app/chrome';

interface Props {
  title: string;
  description?: ReactNode;
  actions?: ReactElement | readonly ReactElement[];
  parents?: readonly Crumb[];
  children: ReactNode;
}

export function Page({ title, description, actions, parents, children }: Props) {
  useChrome(title, parents);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={description}
          actions={
            actions && (
              <SpaceBetween direction="horizontal" size="xs">
                {actions}
              </SpaceBetween>
            )
          }
        >
          <span className="wrap">{title}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ContentLayout>
  );
}
