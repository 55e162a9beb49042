/**
 * What the federation endpoint (docs/federation.md) gives a browser on its way: behind `#`, which is not sent to servers.
 * It is removed from the address at once, so that it is neither kept in the history nor copied with a link.
 */
export interface Arrival {
  readonly token?: string;
  readonly leaves: boolean;
}

export function takeArrival(): Arrival {
  const { hash, pathname, search } = window.location;
  const token = hash.startsWith('#signin-token=') ? hash.slice('#signin-token='.length) : undefined;
  const leaves = hash === '#sign-out';
  if (token !== undefined || leaves) window.history.replaceState(null, '', pathname + search);
  return { token, leaves };
}
