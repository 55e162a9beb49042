import { ValidatePolicyCommand } from '@aws-sdk/client-accessanalyzer';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateUserCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkHTML } from '../app/trusted';
import { identifyCommand } from './call';
import { describeError, isAbsent, isSessionOver } from './errors';
import { isFinal, requestWithCookie, requestWithPassword, SignInError } from './token';

afterEach(() => vi.unstubAllGlobals());

const answer = (status: number, body: unknown) =>
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status }));

const GRANT = {
  accessToken: { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't' },
  expiresIn: 900,
  sessionEnds: '2026-12-01T00:00:00Z',
};

describe('the sign-in service', () => {
  test('gives credentials with their end', async () => {
    answer(200, GRANT);
    const { credentials, sessionEnds } = await requestWithCookie();
    expect(sessionEnds).toEqual(new Date('2026-12-01T00:00:00Z'));
    expect(credentials.expiration.getTime() - Date.now()).toBeGreaterThan(890_000);
  });
  test('is sent nothing that is empty', async () => {
    let sent = '';
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      sent = String(init.body);
      return new Response(JSON.stringify(GRANT));
    });
    await requestWithPassword(
      { account: 'acme', userName: 'a' },
      { password: 'p', mfaCode: '', newPassword: undefined },
    );
    expect(Object.keys(JSON.parse(sent)).sort()).toEqual(['account', 'clientId', 'grantType', 'password', 'userName']);
  });
  test('refuses with its code', async () => {
    answer(403, { error: 'MFA_REQUIRED', message: 'A code is needed.' });
    await expect(requestWithCookie()).rejects.toMatchObject({ code: 'MFA_REQUIRED', message: 'A code is needed.' });
  });
  test.each([
    [502, '<html>'],
    [403, { error: 3 }],
    [200, { ...GRANT, sessionEnds: '' }],
    [200, { ...GRANT, accessToken: {} }],
    [200, null],
  ])('%s %j is no answer of it', async (status, body) => {
    answer(status, body);
    await expect(requestWithCookie()).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
  test('that cannot be reached is said to be so', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(requestWithCookie()).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
  test.each([
    ['TOKEN_EXPIRED', true],
    ['USER_CREDENTIALS_CHANGED', true],
    ['UNREACHABLE', false],
    ['rate_exceeded', false],
  ])('%s ends the session: %s', (code, ends) => expect(isFinal(new SignInError(code, ''))).toBe(ends));
});

describe('errors', () => {
  const fault = (name: string, status: number, message = 'why') =>
    Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status, requestId: 'id' } });
  test.each([
    ['NoSuchEntityException', 404, 'absent'],
    ['AccessDenied', 403, 'denied'],
    ['AccessDeniedException', 403, 'denied'],
    ['NotImplemented', 501, 'unsupported'],
    ['UnknownOperationException', 404, 'unsupported'],
    ['ExpiredToken', 403, 'ended'],
    ['InvalidClientTokenId', 403, 'ended'],
    ['DeleteConflictException', 409, 'other'],
  ])('%s with %i is %s', (name, status, kind) => expect(describeError(fault(name, status)).kind).toBe(kind));
  test('a title is words', () => {
    expect(describeError(fault('DeleteConflictException', 409)).title).toBe('Delete conflict');
  });
  test('no answer is said to be none', () => {
    expect(describeError(new TypeError('Failed to fetch')).kind).toBe('unreachable');
  });
  test('an answer of another protocol is one that the server does not support', () => {
    const error = Object.assign(new SyntaxError('Unexpected token <'), { $response: { statusCode: 501 } });
    expect(describeError(error).kind).toBe('unsupported');
  });
  test('distinguishes an absent session from one that has ended', () => {
    expect(isAbsent(fault('NoSuchEntityException', 404))).toBe(true);
    expect(isSessionOver(fault('ExpiredTokenException', 403))).toBe(true);
    expect(isSessionOver(undefined)).toBe(false);
  });
});

test.each([
  [new CreateUserCommand({ UserName: 'a' }), 'iam', 'CreateUser'],
  [new AssumeRoleCommand({ RoleArn: 'a', RoleSessionName: 'b' }), 'sts', 'AssumeRole'],
  [
    new ValidatePolicyCommand({ policyDocument: '{}', policyType: 'IDENTITY_POLICY' }),
    'accessanalyzer',
    'ValidatePolicy',
  ],
  [new LookupEventsCommand({}), 'cloudtrail', 'LookupEvents'],
])('a command says which call it is', (command, service, operation) => {
  expect(identifyCommand(command)).toEqual({ service, operation });
});

describe('Trusted Types', () => {
  test.each(['', '<?xml version="1.0"?><a/>', '<ListUsersResponse xmlns="x">', '\n<ErrorResponse>'])(
    '%j passes',
    (text) => {
      expect(checkHTML(text)).toBe(text);
    },
  );
  test.each(['<b>x</b>', '<img src=x onerror=alert(1)>', 'text', '<script>', '<Response2 onload=x>'])(
    '%j is blocked',
    (text) => {
      expect(() => checkHTML(text)).toThrow(/blocked HTML/);
    },
  );
});
