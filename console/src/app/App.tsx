/** The gate: the sign-in page, or the shell with the pages for whoever is signed in. */
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense, useEffect, useState } from 'react';
import { resume, useSession } from '../api/session';
import SignInPage from '../pages/signin/SignInPage';

const Shell = lazy(() => import('./Shell'));

export function App() {
  const session = useSession();
  const [isResuming, setResuming] = useState(true);
  useEffect(() => {
    resume().finally(() => setResuming(false));
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
