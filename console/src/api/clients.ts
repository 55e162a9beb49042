/** The AWS SDK's clients for this server: one endpoint, one service each, signed by the session's credentials. */
import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { isSessionOver } from './errors';
import { checkSession, currentGeneration, provideCredentials } from './session';

export interface Clients {
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly accessanalyzer: AccessAnalyzerClient;
  readonly cloudtrail: CloudTrailClient;
}

let current: { readonly generation: number; readonly clients: Clients } | undefined;

/** Clients keep their credentials until these expire, so each identity needs new clients. */
export function clients(): Clients {
  const generation = currentGeneration();
  if (current?.generation !== generation) current = { generation, clients: make() };
  return current.clients;
}

function make(): Clients {
  const config = {
    endpoint: window.location.origin,
    region: 'us-east-1',
    credentials: provideCredentials,
    maxAttempts: 3,
    customUserAgent: 'limen-console',
  };
  const made = {
    iam: new IAMClient(config),
    sts: new STSClient(config),
    accessanalyzer: new AccessAnalyzerClient(config),
    cloudtrail: new CloudTrailClient(config),
  };
  for (const client of Object.values(made)) watch(client as unknown as Watched);
  return made;
}

type Handler = (args: unknown) => Promise<unknown>;

interface Watched {
  middlewareStack: { add(middleware: (next: Handler) => Handler, options: { step: 'initialize'; name: string }): void };
}

/** If credentials are refused before they expire, check whether the session has ended. */
function watch(client: Watched): void {
  const middleware = (next: Handler) => async (args: unknown) => {
    try {
      return await next(args);
    } catch (error) {
      if (isSessionOver(error)) await checkSession();
      throw error;
    }
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'checkSession' });
}
