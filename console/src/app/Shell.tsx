/** The frame around every page: navigation, messages, account menu, and the dialog for an ended session. */
import AppLayout from '@cloudscape-design/components/app-layout';
import Box from '@cloudscape-design/components/box';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Flashbar from '@cloudscape-design/components/flashbar';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import Spinner from '@cloudscape-design/components/spinner';
import { Suspense, useState } from 'react';
import { actingIdentity, type RoleChoice, type Session } from '../api/session';
import { NoSuchPage } from '../components/NoSuchPage';
import { colorOf } from '../pages/switch-role/recent';
import { useCrumbs } from './chrome';
import { dismissFlash, useFlashes } from './flash';
import { activeHref, NAVIGATION } from './navigation';
import { PageBoundary } from './PageBoundary';
import { follow, href, usePath } from './router';
import { findPage } from './routes';
import { SessionEnded } from './SessionEnded';
import { TopBar } from './TopBar';

export default function Shell({ session }: { session: Session }) {
  const path = usePath();
  const crumbs = useCrumbs();
  const [isOpen, setOpen] = useState(() => window.innerWidth > 688);
  return (
    <>
      <div className="top-nav" id="top-nav">
        <TopBar session={session} />
        {session.role && <RoleBar choice={session.role.choice} />}
      </div>
      <AppLayout
        headerSelector="#top-nav"
        toolsHide
        navigationOpen={isOpen}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        navigation={
          <SideNavigation
            header={{ text: 'Identity and access', href: href('/') }}
            activeHref={activeHref(path)}
            items={NAVIGATION}
            onFollow={(event) => {
              follow(event);
              if (window.innerWidth <= 688) setOpen(false);
            }}
          />
        }
        breadcrumbs={
          crumbs.length > 1 && (
            <BreadcrumbGroup items={crumbs.map(({ text, to }) => ({ text, href: href(to) }))} onFollow={follow} />
          )
        }
        notifications={<Messages />}
        content={
          // Remount for another identity, so that no data of the previous one remains visible.
          <PageBoundary key={`${actingIdentity(session).arn} ${path}`}>
            <CurrentPage path={path} />
          </PageBoundary>
        }
      />
      {session.ended && <SessionEnded session={session} reason={session.ended} />}
    </>
  );
}

/** A bar in the role's color, as a reminder of the role. */
const RoleBar = ({ choice }: { choice: RoleChoice }) => (
  <div className="role-bar" style={{ background: colorOf(choice.color) }} data-testid="role-bar">
    You are acting as {choice.label}
  </div>
);

function CurrentPage({ path }: { path: string }) {
  const found = findPage(path);
  if (!found) return <NoSuchPage />;
  const { Page } = found.route;
  return (
    <Suspense fallback={<Loading />}>
      <Page params={found.params} />
    </Suspense>
  );
}

const Loading = () => (
  <Box textAlign="center" padding="xxl">
    <Spinner size="large" />
  </Box>
);

function Messages() {
  const flashes = useFlashes();
  return (
    <Flashbar
      stackItems
      items={flashes.map((flash) => ({
        ...flash,
        dismissible: true,
        dismissLabel: 'Dismiss',
        onDismiss: () => dismissFlash(flash.id),
      }))}
    />
  );
}
