import { describe, expect, it } from 'vitest';
import { changeTitle, describeFailure, describeStatement, sentence } from './explanation';
import { readRefusal } from './refusal';

const ID = '2b44ad4a-6ad7-4b5c-8a4a-0e4b5b8f3c21';
const MESSAGE =
  'User: arn:aws:iam::111122223333:user/friend is not authorized to perform: iam:CreateUser on resource: user x because no identity-based policy allows the iam:CreateUser action';

describe('what is pasted', () => {
  it('is an id, alone or in a text', () => {
    expect(readRefusal(` ${ID}\n`)).toEqual({ kind: 'event', id: ID });
    expect(readRefusal(`${MESSAGE} (Request ID: ${ID})`)).toEqual({ kind: 'event', id: ID });
  });

  it('is a message, also as clients print it', () => {
    const found = readRefusal(`An error occurred (AccessDenied) when calling the CreateUser operation: ${MESSAGE}`);
    expect(found).toMatchObject({ kind: 'message', denial: { action: 'iam:CreateUser', resource: 'user x' } });
  });

  it('is an encoded message, with its label or without', () => {
    const text = 'a-_1'.repeat(20);
    expect(readRefusal(text)).toEqual({ kind: 'encoded', text });
    expect(readRefusal(`You are not authorized. Encoded authorization failure message: ${text}`)).toEqual({
      kind: 'encoded',
      text,
    });
  });

  it('is nothing else', () => {
    expect(['', 'hello', 'User: x', 'a'.repeat(59)].map(readRefusal)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('explanations in words', () => {
  const statement = {
    Layer: 'identity',
    Policy: 'look',
    Index: 1,
    Effect: 'Deny',
    Applied: true,
    Failures: [],
  } as const;

  it('name a statement by its id or its place', () => {
    expect(describeStatement({ ...statement, Sid: 'No' })).toBe('look, statement No');
    expect(describeStatement({ ...statement, Policy: 'arn:aws:iam::aws:policy/Read' })).toBe('Read, statement 2');
  });

  it('say what a clause wanted and what there was', () => {
    expect(describeFailure({ Clause: 'action', Wanted: ['s3:*'], Found: ['iam:GetUser'] })).toBe(
      'the action is iam:GetUser, not s3:*',
    );
    const condition = {
      Clause: 'condition',
      Key: 'aws:SourceIp',
      Operator: 'IpAddress',
      Wanted: ['10.0.0.0/8'],
    } as const;
    expect(describeFailure(condition)).toBe('aws:SourceIp is absent, not IpAddress 10.0.0.0/8');
  });

  it('leave the statement out of a change that adds one', () => {
    const change = { By: 'an administrator', Text: 'add to identity: {"a": 1}' };
    expect(changeTitle({ ...change, Statement: '{}' })).toBe('add a statement to the identity policies');
    expect(changeTitle({ By: '', Text: 'remove Deny statement' })).toBe('remove Deny statement');
    expect([sentence('no.'), sentence('no')]).toEqual(['No.', 'No.']);
  });
});
