/** The findings of the server's Access Analyzer in a document. The console has no policy logic. */
import { ValidatePolicyCommand, type ValidatePolicyFinding } from '@aws-sdk/client-accessanalyzer';
import { send } from './call';
import { describeError, type Failure } from './errors';

export type DocumentKind = 'identity' | 'trust';

export interface Checked {
  readonly findings: readonly ValidatePolicyFinding[];
  /** The error, if the server does not have the operation or the caller is not allowed to use it. */
  readonly failure?: Failure;
}

export async function checkDocument(text: string, kind: DocumentKind): Promise<Checked> {
  try {
    const answer = await send(new ValidatePolicyCommand({ policyDocument: text, maxResults: 100, ...typeOf(kind) }));
    return { findings: answer.findings ?? [] };
  } catch (error) {
    return { findings: [], failure: describeError(error) };
  }
}

function typeOf(kind: DocumentKind) {
  if (kind === 'identity') return { policyType: 'IDENTITY_POLICY' as const };
  return {
    policyType: 'RESOURCE_POLICY' as const,
    validatePolicyResourceType: 'AWS::IAM::AssumeRolePolicyDocument' as const,
  };
}
