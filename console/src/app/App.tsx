/** The sign-in page, or the shell with all pages when a user is signed in. */
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { takeArrival } from '../api/arrival';
import { loadSTS, resume, signOut, useSession } from '../api/session';
import { ArrivalPage } from '../pages/signin/ArrivalPage';
import SignInPage from '../pages/signin/SignInPage';

const loadShell = () => import('./Shell');
const Shell = lazy(loadShell);

/** Load the code of the pages while the user signs in. If that fails, the page that needs it reports the error. */
function prefetch(): void {
  void Promise.all([loadSTS(), loadShell()]).catch(() => undefined);
}

export function App() {
  const session = useSession();
  const [token, setToken] = useState<string>();
  const forgetToken = useCallback(() => setToken(undefined), []);
  const [isResuming, setResuming] = useState(true);
  useEffect(() => {
    const arrival = takeArrival();
    if (arrival.token !== undefined) setToken(arrival.token);
    (arrival.leaves ? signOut() : resume()).finally(() => {
      setResuming(false);
      window.setTimeout(prefetch, 100);
    });
  }, []);
  if (isResuming) return null;
  if (token !== undefined) return <ArrivalPage token={token} session={session} onDone={forgetToken} />;
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
