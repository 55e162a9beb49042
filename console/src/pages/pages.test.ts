import { describe, expect, test } from 'vitest';
import { identifyCommand } from '../api/call';
import { SignInError } from '../api/token';
import { compareTags } from '../components/TagsPanel';
import { renderAge } from '../components/Time';
import { checkRules, planRules, readRules } from './account/passwordRules';
import { makeLookup, readEntry } from './audit/events';
import { adviseOwner } from './dashboard/advice';
import { planGroup } from './groups/CreateGroupPage';
import { newRole, planRole } from './roles/newRole';
import { revocation } from './roles/RoleSessions';
import { checkAnswers, repeatedStep, stepAfter } from './signin/ProofForm';
import { checkQuestion, makeCommand, type Question, splitWords } from './simulator/question';
import { readRows } from './simulator/Results';
import { checkUser, newUser, planUser } from './users/newUser';

const operations = (commands: readonly { input: object }[]) =>
  commands.map((command) => identifyCommand(command).operation);

describe('a new user', () => {
  const password = { isMade: false, password: 'p', mustChange: true };
  test('is made by the calls that its form asks for, in order', () => {
    const form = { ...newUser(), name: 'a', groups: ['g'], policies: ['arn:p'], hasConsole: true, password };
    expect(operations(planUser(form))).toEqual([
      'CreateUser',
      'AddUserToGroup',
      'AttachUserPolicy',
      'CreateLoginProfile',
    ]);
  });
  test('gives what is not filled in no member', () => {
    expect(planUser({ ...newUser(), name: 'a' })[0]?.input).toEqual({ UserName: 'a' });
  });
  test('is checked', () => {
    expect(checkUser({ ...newUser(), name: 'a' })).toEqual({ name: '', path: '', password: '' });
    const empty = { ...newUser(), name: '', path: 'x', hasConsole: true, password: { ...password, password: '' } };
    expect(Object.values(checkUser(empty)).every(Boolean)).toBe(true);
  });
});

test('a new group is made with members and policies', () => {
  expect(operations(planGroup({ name: 'g', users: ['a'], policies: ['arn:p'] }))).toEqual([
    'CreateGroup',
    'AddUserToGroup',
    'AttachGroupPolicy',
  ]);
});

test('a new role is made with its trust, length and policies', () => {
  const commands = planRole({ ...newRole('{}'), name: 'r', hours: '4', policies: ['arn:p'] });
  expect(operations(commands)).toEqual(['CreateRole', 'AttachRolePolicy']);
  expect(commands[0]?.input).toEqual({ RoleName: 'r', AssumeRolePolicyDocument: '{}', MaxSessionDuration: 14_400 });
});

test('a revocation denies what was issued before the moment', () => {
  const { PolicyDocument = '' } = revocation('r', new Date('2026-11-30T12:00:00Z')).input;
  const [statement] = JSON.parse(PolicyDocument).Statement;
  expect(statement).toEqual({
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-30T12:00:00.000Z' } },
  });
});

describe('tags', () => {
  const before = [
    { Key: 'same', Value: '1' },
    { Key: 'changed', Value: '1' },
    { Key: 'gone', Value: '1' },
  ];
  const after = [
    { key: 'same', value: '1', existing: true },
    { key: 'changed', value: '2', existing: true },
    { key: 'gone', value: '1', existing: true, markedForRemoval: true },
    { key: 'new', value: '', existing: false },
    { key: '', value: 'x', existing: false },
  ];
  test('are compared', () => {
    expect(compareTags(before, after)).toEqual({
      added: [
        { Key: 'changed', Value: '2' },
        { Key: 'new', Value: '' },
      ],
      removed: ['gone'],
    });
  });
});

describe('the password policy', () => {
  test('is read and written back', () => {
    const policy = { MinimumPasswordLength: 10, RequireSymbols: true, MaxPasswordAge: 90, HardExpiry: true };
    expect(planRules(readRules(policy)).input).toMatchObject(policy);
  });
  test('without an age says nothing of one', () => {
    expect(planRules(readRules({ MinimumPasswordLength: 8 })).input).not.toHaveProperty('MaxPasswordAge');
  });
  test.each([
    ['length', '5'],
    ['length', 'x'],
    ['days', '0'],
    ['days', '1096'],
    ['reuse', '25'],
  ] as const)('%s %s is out of range', (member, value) => {
    expect(checkRules({ ...readRules({}), [member]: value })[member]).not.toBe('');
  });
});

describe('a question to the simulator', () => {
  const question: Question = {
    who: 'principal',
    arn: 'arn:u',
    document: '{}',
    actions: 'a:B, c:D\ne:F',
    resources: '',
    context: [],
  };
  test('has its words by space, comma and line', () =>
    expect(splitWords(question.actions)).toEqual(['a:B', 'c:D', 'e:F']));
  test.each([
    [{ arn: '' }, /Choose/],
    [{ actions: ' ' }, /at least one/],
    [{ actions: 'nothing' }, /not an action/],
  ])('%j is not complete', (part, fault) => expect(checkQuestion({ ...question, ...part })).toMatch(fault));
  test('is about a principal or a document', () => {
    expect(operations([makeCommand(question), makeCommand({ ...question, who: 'document' })])).toEqual([
      'SimulatePrincipalPolicy',
      'SimulateCustomPolicy',
    ]);
  });
  test('has lists where the type is one', () => {
    const context = [
      { key: ' aws:x ', type: 'stringList' as const, values: 'a, b' },
      { key: 'aws:y', type: 'string' as const, values: 'a, b' },
      { key: '', type: 'string' as const, values: 'dropped' },
    ];
    expect(makeCommand({ ...question, context }).input.ContextEntries).toEqual([
      { ContextKeyName: 'aws:x', ContextKeyType: 'stringList', ContextKeyValues: ['a', 'b'] },
      { ContextKeyName: 'aws:y', ContextKeyType: 'string', ContextKeyValues: ['a, b'] },
    ]);
  });
  test('is answered for each resource', () => {
    const specific = { EvalResourceName: 'r1', EvalResourceDecision: 'allowed' as const };
    const rows = readRows([
      { EvalActionName: 'a:B', EvalDecision: 'implicitDeny', ResourceSpecificResults: [specific] },
      { EvalActionName: 'c:D', EvalResourceName: '*', EvalDecision: 'explicitDeny' },
    ]);
    expect(rows.map((row) => [row.action, row.resource, row.decision])).toEqual([
      ['a:B', 'r1', 'allowed'],
      ['c:D', '*', 'explicitDeny'],
    ]);
  });
});

describe('audit events', () => {
  test('are asked for by one attribute within a time', () => {
    const now = new Date('2026-11-30T12:00:00Z');
    const { input } = makeLookup({ attribute: 'Username', value: ' alice ', hours: 24 }, now, 'next');
    expect(input).toMatchObject({
      StartTime: new Date('2026-11-29T12:00:00Z'),
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'alice' }],
      NextToken: 'next',
    });
    expect(makeLookup({ attribute: 'all', value: 'x', hours: 1 }, now).input.LookupAttributes).toBeUndefined();
  });
  test('are read from their records', () => {
    const entry = readEntry({
      EventId: 'e',
      CloudTrailEvent: '{"errorCode": "AccessDenied", "sourceIPAddress": "::1"}',
    });
    expect(entry).toMatchObject({ id: 'e', error: 'AccessDenied', address: '::1' });
  });
  test.each(['{', '3', 'null', undefined])('%j is survived', (record) => {
    expect(readEntry({ EventId: 'e', CloudTrailEvent: record }).error).toBe('');
  });
});

describe('recommendations', () => {
  const me = { account: '1', arn: 'arn:u', kind: 'user' as const, name: 'a' };
  test('name what is missing', () => {
    const advice = adviseOwner({ summary: { AccountAccessKeysPresent: 1 }, me, devices: 0, hasPasswordPolicy: false });
    expect(advice.every((each) => !each.isGood)).toBe(true);
    expect(advice).toHaveLength(4);
  });
  test('leave out what the caller may not ask', () => {
    const advice = adviseOwner({ summary: { AccountMFAEnabled: 1 }, me });
    expect(advice.map((each) => [each.id, each.isGood])).toEqual([
      ['root-mfa', true],
      ['root-keys', true],
    ]);
  });
});

describe('signing in', () => {
  test.each([
    [new SignInError('MFA_REQUIRED', ''), 'code'],
    [new SignInError('PASSWORD_CHANGE_REQUIRED', ''), 'new-password'],
    [new SignInError('invalid_grant', ''), undefined],
    [new Error('x'), undefined],
  ])('%o asks for %s', (error, step) => expect(stepAfter(error)).toBe(step));
  const answers = { password: 'p', mfaCode: '123456', newPassword: 'n', repeated: 'n' };
  const passkey = { challengeId: 'A', credential: {} };
  test('repeats the password for the next challenge of a passkey', () => {
    expect(repeatedStep('code', { ...answers, passkey })).toBe('password');
    expect(repeatedStep('code', answers)).toBe('code');
  });
  test('checks what can be seen', () => {
    for (const step of ['password', 'code', 'new-password'] as const)
      expect(checkAnswers(step, answers)).toBeUndefined();
    expect(checkAnswers('code', { ...answers, mfaCode: '12345' })).toMatch(/six digits/);
    expect(checkAnswers('code', { ...answers, mfaCode: '', passkey })).toBeUndefined();
    expect(checkAnswers('new-password', { ...answers, repeated: 'm' })).toMatch(/differ/);
  });
});

test.each([
  ['2026-11-30T11:59:50Z', 'just now'],
  ['2026-11-30T11:58:00Z', '2 minutes ago'],
  ['2026-11-27T12:00:00Z', '3 days ago'],
  ['2025-11-30T12:00:00Z', 'last year'],
])('%s is %s', (at, age) => expect(renderAge(new Date(at), new Date('2026-11-30T12:00:00Z'))).toBe(age));
