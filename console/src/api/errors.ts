/** A failed call for display: a title, the server's message, and the details of a denial. */
import { type Denial, parseDenial } from '../model/denial';
import { SignInError } from './token';

export interface Failure {
  readonly kind: 'denied' | 'absent' | 'unsupported' | 'unreachable' | 'ended' | 'other';
  readonly title: string;
  readonly message: string;
  readonly requestId?: string;
  readonly denial?: Denial;
}

interface ServiceError {
  readonly name: string;
  readonly message: string;
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);
const UNSUPPORTED = new Set([
  'NotImplemented',
  'NotImplementedException',
  'UnknownOperation',
  'UnknownOperationException',
]);
const SESSION_OVER = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
]);

export function describeError(error: unknown): Failure {
  if (error instanceof SignInError) {
    const kind = error.code === 'UNREACHABLE' ? 'unreachable' : 'ended';
    return { kind, title: kind === 'ended' ? 'Your session has ended' : 'No answer', message: error.message };
  }
  if (!(error instanceof Error)) return { kind: 'other', title: 'Failed', message: String(error) };
  const { $metadata } = error as ServiceError;
  if (!$metadata?.httpStatusCode) return describeLocal(error);
  return describeAnswer(error as ServiceError);
}

/** The code on the wire: the SDK's class names differ from it by a suffix. */
export const codeOf = (error: unknown) => {
  const { Code, name } = (error ?? {}) as Partial<ServiceError>;
  return Code ?? (name ?? '').replace(/Exception$/, '');
};

/** Whether the server no longer accepts the credentials. */
export const isSessionOver = (error: unknown) =>
  SESSION_OVER.has(codeOf(error)) || (error instanceof Error && SESSION_OVER.has(error.name));

export const isAbsent = (error: unknown) => codeOf(error).startsWith('NoSuchEntity');

function describeLocal(error: Error & { $response?: { statusCode?: number } }): Failure {
  const status = error.$response?.statusCode;
  if (status !== undefined) {
    const kind = status === 501 || status === 404 ? 'unsupported' : 'other';
    const title = kind === 'unsupported' ? 'This server does not support this operation' : 'An answer of another kind';
    return { kind, title, message: `The server answered HTTP ${status}, which this page cannot read.` };
  }
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    const message = 'The server does not answer. Nothing you entered is lost; try again when it is back.';
    return { kind: 'unreachable', title: 'No answer from the server', message };
  }
  return { kind: 'other', title: error.name, message: error.message };
}

function describeAnswer(error: ServiceError): Failure {
  const code = codeOf(error);
  const common = { message: error.message || code, requestId: error.$metadata?.requestId };
  if (DENIED.has(code) || DENIED.has(error.name)) {
    return { ...common, kind: 'denied', title: 'You are not allowed to do this', denial: parseDenial(error.message) };
  }
  if (UNSUPPORTED.has(code) || error.$metadata?.httpStatusCode === 501) {
    return { ...common, kind: 'unsupported', title: 'This server does not support this operation' };
  }
  if (isSessionOver(error)) {
    return { ...common, kind: 'ended', title: 'Your credentials are no longer accepted' };
  }
  return { ...common, kind: isAbsent(error) ? 'absent' : 'other', title: titleOf(code) };
}

/** `DeleteConflict` -> `Delete conflict`. */
function titleOf(code: string): string {
  const words = code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
