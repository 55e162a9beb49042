/** The sign-in page, or the shell with all pages when a user is signed in. */
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense, useEffect, useState } from 'react';
import { loadSTS, resume, useSession } from '../api/session';
import SignInPage from '../pages/signin/SignInPage';

const loadShell = () => import('./Shell');
const Shell = lazy(loadShell);

/** Load the code of the pages while the user signs in. If that fails, the page that needs it reports the error. */
function prefetch(): void {
  void Promise.all([loadSTS(), loadShell()]).catch(() => undefined);
}

export function App() {
  const session = useSession();
  const [isResuming, setResuming] = useState(true);
  useEffect(() => {
    resume().finally(() => {
      setResuming(false);
      window.setTimeout(prefetch, 100);
    });
  }, []);
  if (isResuming) return null;
  if (!session) return <SignInPage />;
  return (
    <Suspense fallback={<Waiting />}>
      <Shell session={session} />
    </Suspense>
  );
}

const Waiting = () => (
  <main className="signin" aria-busy="true">
    <div className="brand">
      <Spinner size="large" />
    </div>
  </main>
);
