import { describe, expect, test } from 'vitest';
import { findMember, parseJson, renderJson, setMember, stringOf } from '../json';
import { findClash } from './conditions';
import { addStatement, copyStatement, editStatement, readDocument, removeStatement } from './document';
import { randomDocument, randomNumbers } from './random';
import type { Statement } from './statement';

const RUNS = 100;

const wrap = (...statements: object[]) =>
  JSON.stringify({ Version: '2012-10-17', Id: 'x', Statement: statements }, null, 2);

function formOf(text: string, index = 0): Statement {
  const shown = readDocument(text)[index];
  if (shown?.kind !== 'form') throw new Error(`no form: ${JSON.stringify(shown)}`);
  return shown.form;
}

const reasonOf = (statement: object | string) => {
  const [shown] = readDocument(wrap(statement as object));
  return shown?.kind === 'text' ? shown.reason : '';
};

describe('JSON', () => {
  test('is rendered as JSON.stringify does it', () => {
    const value = { a: [], b: {}, c: [1, 'x', null, true, { d: 'é"\\' }] };
    expect(renderJson(parseJson(JSON.stringify(value)))).toBe(JSON.stringify(value, null, 2));
  });
  test.each([
    '{\n  "10": 1,\n  "2": 2\n}',
    '{\n  "a": 1,\n  "a": 2\n}',
    '[\n  12345678901234567890,\n  1.0,\n  -0,\n  1e2\n]',
    '"\\u0041\\/"',
    '{\n  "__proto__": 1\n}',
    '"a: {b}, [c]"',
  ])('keeps what JSON.parse would change: %s', (text) => expect(renderJson(parseJson(text))).toBe(text));
  test.each(['', '{', '{"a" 1}', '[1,]', 'nothing'])('%s is a syntax error', (text) =>
    expect(() => parseJson(text)).toThrow(SyntaxError),
  );
  test('members are set, added and removed at their place', () => {
    const json = parseJson('{"a": 1, "c": 3}');
    if (json.kind !== 'structure') throw new Error('not a structure');
    const changed = setMember(setMember(json, 'b', stringOf('2'), 'a'), 'c', undefined);
    expect(JSON.parse(renderJson(changed))).toEqual({ a: 1, b: '2' });
    expect(findMember(changed, 'c')).toBeUndefined();
  });
});

describe('random documents', () => {
  test('are identical after the form has read and written them', () => {
    for (let seed = 0; seed < RUNS; seed += 1) {
      const text = randomDocument(randomNumbers(seed));
      const statements = readDocument(text);
      const written = statements.reduce(
        (now, shown, index) => (shown.kind === 'form' ? editStatement(now, index, shown.form) : now),
        text,
      );
      expect(written).toBe(text);
    }
  });

  test('keep everything but what was changed, and are as before when it is changed back', () => {
    for (let seed = 0; seed < RUNS; seed += 1) {
      const text = randomDocument(randomNumbers(seed));
      for (const [index, shown] of readDocument(text).entries()) {
        if (shown.kind === 'form') checkEdits(text, index, shown.form);
      }
    }
  });

  test('lose no other statement when one is removed, copied or added', () => {
    for (let seed = 0; seed < RUNS; seed += 1) {
      const text = randomDocument(randomNumbers(seed));
      const count = readDocument(text).length;
      expect(removeStatement(addStatement(text), count)).toBe(asList(text));
      if (count > 0) expect(removeStatement(copyStatement(text, 0), 1)).toBe(asList(text));
    }
  });
});

/** A single statement is in a list once there were two. */
function asList(text: string): string {
  const value = JSON.parse(text);
  return Array.isArray(value.Statement) ? text : removeStatement(addStatement(text), readDocument(text).length);
}

function checkEdits(text: string, index: number, form: Statement): void {
  const condition = { operator: 'BoolIfExists', key: 'limen:New', values: ['true'] };
  const edits: Statement[] = [
    { ...form, effect: form.effect === 'Allow' ? 'Deny' : 'Allow' },
    { ...form, actions: { ...form.actions, isExcept: !form.actions.isExcept } },
    { ...form, resources: { ...form.resources, isExcept: !form.resources.isExcept } },
    { ...form, conditions: [...form.conditions, condition] },
  ];
  for (const edit of edits) {
    const edited = editStatement(text, index, edit);
    expect(formOf(edited, index)).toEqual(edit);
    expect(othersOf(edited, index)).toEqual(othersOf(text, index));
    // An empty Condition goes with the last condition that was in it.
    if (!text.includes('"Condition": {}')) expect(editStatement(edited, index, form)).toBe(text);
  }
}

const othersOf = (text: string, index: number) => readDocument(text).filter((_, place) => place !== index);

describe('a form', () => {
  test('has the values of the statement', () => {
    const text = wrap({
      Sid: 'Look',
      Effect: 'Deny',
      NotAction: 's3:Get*',
      Resource: ['a', 'b'],
      Condition: { StringLike: { 'aws:username': ['x', 'y'] }, NumericLessThan: { 'aws:MultiFactorAuthAge': 300 } },
    });
    expect(formOf(text)).toEqual({
      sid: 'Look',
      effect: 'Deny',
      actions: { isExcept: true, names: ['s3:Get*'] },
      resources: { isExcept: false, names: ['a', 'b'] },
      conditions: [
        { operator: 'StringLike', key: 'aws:username', values: ['x', 'y'] },
        { operator: 'NumericLessThan', key: 'aws:MultiFactorAuthAge', values: ['300'] },
      ],
    });
  });

  test('changes one value, and numbers and single texts stay as they are', () => {
    const text = wrap({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: '*',
      Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': 300 } },
    });
    const form = formOf(text);
    const edited = editStatement(text, 0, { ...form, actions: { isExcept: false, names: ['s3:GetObjectAcl'] } });
    expect(edited).toBe(text.replace('s3:GetObject', 's3:GetObjectAcl'));
    const [condition] = form.conditions;
    if (!condition) throw new Error('no condition');
    const more = editStatement(text, 0, { ...form, conditions: [{ ...condition, values: ['300', '600'] }] });
    expect(JSON.parse(more).Statement[0].Condition.NumericLessThan['aws:MultiFactorAuthAge']).toEqual([300, '600']);
  });

  test('adds what is missing in the usual order', () => {
    const empty = addStatement('{"Version": "2012-10-17"}');
    const filled = editStatement(empty, 0, {
      sid: 'S',
      effect: 'Allow',
      actions: { isExcept: true, names: ['iam:*'] },
      resources: { isExcept: false, names: ['*'] },
      conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] }],
    });
    expect(JSON.parse(filled)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'S',
          Effect: 'Allow',
          NotAction: ['iam:*'],
          Resource: ['*'],
          Condition: { Bool: { 'aws:SecureTransport': ['true'] } },
        },
      ],
    });
    expect(Object.keys(JSON.parse(filled).Statement[0])).toEqual([
      'Sid',
      'Effect',
      'NotAction',
      'Resource',
      'Condition',
    ]);
  });

  test('removes the last condition with its member', () => {
    const text = wrap({ Effect: 'Allow', Action: 'a:B', Resource: '*', Condition: { Bool: { k: 'true' } } });
    expect(JSON.parse(editStatement(text, 0, { ...formOf(text), conditions: [] })).Statement[0]).not.toHaveProperty(
      'Condition',
    );
  });

  test('a copy has no Sid, because a Sid is unique', () => {
    const copied = JSON.parse(copyStatement(wrap({ Sid: 'S', Effect: 'Allow' }), 0));
    expect(copied.Statement).toEqual([{ Sid: 'S', Effect: 'Allow' }, { Effect: 'Allow' }]);
  });
});

describe('what the form does not show', () => {
  test.each([
    [{ Effect: 'Allow', Principal: '*' }, 'The form has no Principal'],
    [{ Effect: 'Allow', NotPrincipal: '*', Other: 1 }, 'The form has no NotPrincipal, Other'],
    [{ Effect: 'allow' }, 'The Effect is neither Allow nor Deny'],
    [{}, 'The Effect is neither Allow nor Deny'],
    [{ Effect: 'Allow', Sid: 1 }, 'The Sid is not text'],
    [{ Effect: 'Allow', Action: 'a', NotAction: 'b' }, 'There is both Action and NotAction'],
    [{ Effect: 'Allow', Action: [1] }, 'The Action is not a list of texts'],
    [{ Effect: 'Allow', Condition: [] }, 'The Condition has another form'],
    [{ Effect: 'Allow', Condition: { Bool: { k: null } } }, 'A condition has a value of another form'],
    [{ Effect: 'Allow', Condition: { Bool: { k: [{}] } } }, 'A condition has a value of another form'],
    [{ Effect: 'Allow', Condition: { StringEquals: { k: 'a\nb' } } }, 'A condition has a value of several lines'],
    ['text', 'The statement is not a structure'],
  ])('%j is kept as text', (statement, reason) => expect(reasonOf(statement)).toBe(reason));

  test('a member that appears twice is kept as text', () => {
    const text = '{"Statement": {"Effect": "Allow", "Action": "a:B", "Action": "a:C"}}';
    expect(readDocument(text)).toMatchObject([{ kind: 'text', reason: 'A member appears twice' }]);
    const twice = '{"Statement": {"Effect": "Allow", "Condition": {"Bool": {"k": "1"}, "Bool": {"j": "1"}}}}';
    expect(readDocument(twice)).toMatchObject([{ kind: 'text', reason: 'The Condition has a member twice' }]);
  });

  test.each(['[]', '"x"', '{"Statement": 1}', '{"Statement": [], "Statement": []}'])('%s has no form at all', (text) =>
    expect(() => readDocument(text)).toThrow(),
  );

  test('it stays as it is when another statement is changed', () => {
    const text = wrap({ Effect: 'Allow', Principal: '*', Odd: { '2': 1, '1': 2 } }, { Effect: 'Allow' });
    const before = readDocument(text)[0];
    const edited = editStatement(text, 1, { ...formOf(text, 1), effect: 'Deny' });
    expect(readDocument(edited)[0]).toEqual(before);
  });
});

test('a condition that is there already clashes, in any case of its key', () => {
  const there = [{ operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] }];
  expect(findClash({ operator: 'Bool', key: 'AWS:securetransport', values: [] }, there)).toContain('already');
  expect(findClash({ operator: 'BoolIfExists', key: 'aws:SecureTransport', values: [] }, there)).toBe('');
});
