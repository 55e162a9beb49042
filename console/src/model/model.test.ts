import { describe, expect, test } from 'vitest';
import { isAwsManaged, nameOfArn, parseArn } from './arn';
import { kebab, quote, renderCommand } from './cli';
import { renderCSV } from './csv';
import { allowingStatement, decidingLayer, parseDenial } from './denial';
import { diffLines } from './diff';
import { countCharacters, decodeDocument, findSyntaxError, formatDocument, trustTemplates } from './document';
import { checkName, checkPath } from './names';
import { drawSecurely, makePassword } from './password';
import { namedPrincipals, shortPrincipal } from './principals';

describe('ARNs', () => {
  test('are taken apart, and a resource may hold colons', () => {
    expect(parseArn('arn:aws:s3:eu-west-1:123456789012:a:b/c')).toEqual({
      partition: 'aws',
      service: 's3',
      region: 'eu-west-1',
      account: '123456789012',
      resource: 'a:b/c',
    });
  });
  test('other text has empty parts', () => expect(parseArn('x').resource).toBe(''));
  test('the name is the last part', () => expect(nameOfArn('arn:aws:iam::1:user/team/alice')).toBe('alice'));
  test('what is no ARN is its own name', () => expect(nameOfArn('look')).toBe('look'));
  test.each([
    ['arn:aws:iam::aws:policy/ReadOnlyAccess', true],
    ['arn:aws:iam::123456789012:policy/aws', false],
  ])('%s is AWS’s: %s', (arn, isTheirs) => expect(isAwsManaged(arn)).toBe(isTheirs));
});

describe('aws commands', () => {
  test.each([
    ['CreateUser', 'create-user'],
    ['CreateVirtualMFADevice', 'create-virtual-mfa-device'],
    ['UploadSSHPublicKey', 'upload-ssh-public-key'],
    ['SSHPublicKeyBody', 'ssh-public-key-body'],
    ['AuthenticationCode1', 'authentication-code1'],
    ['ResyncMFADevice', 'resync-mfa-device'],
    ['policyDocument', 'policy-document'],
  ])('%s is %s', (name, words) => expect(kebab(name)).toBe(words));

  test.each([
    ['a b', "'a b'"],
    ["it's", `'it'\\''s'`],
    ['$HOME', "'$HOME'"],
    ['`id`', "'`id`'"],
    ['', "''"],
    ['arn:aws:iam::1:user/x', 'arn:aws:iam::1:user/x'],
  ])('%s is quoted for a shell', (text, quoted) => expect(quote(text)).toBe(quoted));

  test('lists, tags, booleans and structures have their forms', () => {
    const input = {
      UserName: 'x y',
      ActionNames: ['a:B', 'c:D'],
      Tags: [{ Key: 'k', Value: 'v w' }],
      SetAsDefault: true,
      HardExpiry: false,
      Absent: undefined,
    };
    const text = renderCommand('iam', 'Do', input).replaceAll(' \\\n    ', ' ');
    expect(text).toBe(
      "aws iam do --user-name 'x y' --action-names a:B c:D --tags 'Key=k,Value=v w' --set-as-default --no-hard-expiry",
    );
  });
  test('tags that the shorthand would misread are written as JSON', () => {
    const text = renderCommand('iam', 'TagUser', { Tags: [{ Key: 'a,b', Value: 'c=d' }] });
    expect(text).toContain(`'{"Key":"a,b","Value":"c=d"}'`);
  });
  test('a password is not in the command', () => {
    const text = renderCommand('iam', 'CreateLoginProfile', { UserName: 'a', Password: 'hunter2!' });
    expect(text).not.toContain('hunter2');
    expect(text).toContain('--password "$PASSWORD"');
  });
});

describe('refusals', () => {
  const implicit =
    'User: arn:aws:iam::123456789012:user/friend is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::123456789012:user/x because no identity-based policy allows the iam:CreateUser action';
  const explicit =
    'User: arn:aws:iam::123456789012:user/friend is not authorized to perform: iam:GetUser on resource: user admin with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/look';

  test('an implicit one names action, resource and layer', () => {
    const denial = parseDenial(implicit);
    expect(denial).toMatchObject({
      action: 'iam:CreateUser',
      resource: 'arn:aws:iam::123456789012:user/x',
      isExplicit: false,
    });
    expect(denial && decidingLayer(denial)).toBe('identity-based policy');
    expect(denial && JSON.parse(allowingStatement(denial))).toEqual({
      Effect: 'Allow',
      Action: 'iam:CreateUser',
      Resource: 'arn:aws:iam::123456789012:user/x',
    });
  });
  test.each([
    ['user admin', ['user/admin', 'user/*/admin']],
    ['instance profile box', ['instance-profile/box', 'instance-profile/*/box']],
  ])('%s becomes the ARNs that it may have', (resource, expected) => {
    const denial = parseDenial(implicit.replace('arn:aws:iam::123456789012:user/x', resource));
    expect(denial && JSON.parse(allowingStatement(denial)).Resource).toEqual(
      expected.map((each) => `arn:aws:iam::123456789012:${each}`),
    );
  });
  test.each([
    ['policy arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ['policy path /', '*'],
    ['*', '*'],
    ['access key AKIAIOSFODNN7EXAMPLE', '*'],
  ])('%s becomes %s', (resource, expected) => {
    const denial = parseDenial(implicit.replace('arn:aws:iam::123456789012:user/x', resource));
    expect(denial && JSON.parse(allowingStatement(denial)).Resource).toBe(expected);
  });
  test('an explicit one names the policy', () => {
    const denial = parseDenial(explicit);
    expect(denial).toMatchObject({
      resource: 'user admin',
      isExplicit: true,
      policyArn: 'arn:aws:iam::123456789012:policy/look',
    });
    expect(denial && decidingLayer(denial)).toBe('identity-based policy');
  });
  test('gives no reason to a stranger', () => {
    const denial = parseDenial('User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: sts:AssumeRole');
    expect(denial).toMatchObject({ action: 'sts:AssumeRole', resource: '', reason: '' });
  });
  test.each(['', 'Rate exceeded', 'User: x'])('%j is none', (text) => expect(parseDenial(text)).toBeUndefined());
});

describe('differences', () => {
  const kinds = (before: string, after: string) =>
    diffLines(before, after).map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`);
  test('are lines that were removed and added', () => {
    expect(kinds('a\nb\nc', 'a\nx\nc\nd')).toEqual([' a', '-b', '+x', ' c', '+d']);
  });
  test('there are none between equal texts', () => expect(kinds('a\nb', 'a\nb')).toEqual([' a', ' b']));
  test('both texts can be read out of them', () => {
    const [before, after] = ['p\nq\nr\ns', 'q\nx\ns\ny'];
    const lines = diffLines(before, after);
    const side = (kind: string) => lines.filter((line) => line.kind !== kind).map((line) => line.text);
    expect(side('added').join('\n')).toBe(before);
    expect(side('removed').join('\n')).toBe(after);
  });
});

describe('documents', () => {
  test('are decoded and indented', () => expect(decodeDocument('%7B%22a%22%3A%5B%5D%7D')).toBe('{\n  "a": []\n}'));
  test('what is no JSON stays as it is', () => expect(formatDocument('{ a')).toBe('{ a'));
  test('white space does not count', () => expect(countCharacters(' {\n "a": 1\t}')).toBe(7));
  test('a fault of the syntax is found', () => {
    expect(findSyntaxError('{}')).toBeUndefined();
    expect(findSyntaxError('{')).toMatch(/JSON/);
  });
  test('templates are JSON for this account', () => {
    for (const { document } of trustTemplates('123456789012')) expect(findSyntaxError(document)).toBeUndefined();
    expect(trustTemplates('123456789012')[0]?.document).toContain('arn:aws:iam::123456789012:root');
  });
});

describe('principals of a trust policy', () => {
  test('are those of its Allow statements', () => {
    const document = JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal: { AWS: ['a', 'b'], Service: 'ec2.amazonaws.com' } },
        { Effect: 'Deny', Principal: '*' },
        { Effect: 'Allow', Principal: { AWS: 'a' } },
      ],
    });
    expect(namedPrincipals(document)).toEqual(['a', 'b', 'ec2.amazonaws.com']);
  });
  test('a single statement needs no list', () => {
    expect(namedPrincipals('{"Statement": {"Effect": "Allow", "Principal": "*"}}')).toEqual(['*']);
  });
  test.each(['', '[]', '{"Statement": 3}', 'null'])('%j has none', (text) => expect(namedPrincipals(text)).toEqual([]));
  test('accounts are shown shortly', () => {
    expect(shortPrincipal('arn:aws:iam::123456789012:root')).toBe('Account 123456789012');
    expect(shortPrincipal('arn:aws:iam::123456789012:user/x')).toBe('user/x');
    expect(shortPrincipal('ec2.amazonaws.com')).toBe('ec2.amazonaws.com');
  });
});

describe('names', () => {
  test.each(['a', 'A+b=c,d.e@f_g-h', '..', 'x'.repeat(64)])('%s is one', (name) =>
    expect(checkName(name, 64)).toBe(''),
  );
  test.each(['', 'a b', 'a/b', 'é', '<b>', 'x'.repeat(65)])('%s is none', (name) =>
    expect(checkName(name, 64)).not.toBe(''),
  );
  test.each(['/', '/a/', '/a/b!c/'])('%s is a path', (path) => expect(checkPath(path)).toBe(''));
  test.each(['', 'a', '/a', 'a/', '/a b/'])('%s is no path', (path) => expect(checkPath(path)).not.toBe(''));
});

describe('passwords', () => {
  test('have every class of characters and the length', () => {
    for (let count = 0; count < 50; count += 1) {
      const password = makePassword(drawSecurely);
      expect(password).toHaveLength(20);
      for (const kind of [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]) expect(password).toMatch(kind);
    }
  });
  test('differ', () => expect(makePassword(drawSecurely)).not.toBe(makePassword(drawSecurely)));
  test('draws stay below the bound', () => {
    for (let count = 0; count < 200; count += 1) expect(drawSecurely(3)).toBeLessThan(3);
  });
});

describe('CSV', () => {
  test('quotes what it must and takes formulas for text', () => {
    expect(
      renderCSV(
        ['a', 'b'],
        [
          ['x,y', '=1+1'],
          ['say "hi"', ''],
        ],
      ),
    ).toBe('a,b\r\n"x,y",\'=1+1\r\n"say ""hi""",\r\n');
  });
});
