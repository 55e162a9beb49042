// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the catalog's formats of ARNs
import { describe, expect, test } from 'vitest';
import type { ServiceDetail } from '../../api/explanations';
import {
  addActions,
  byLevel,
  checkPattern,
  findPattern,
  matches,
  removeActions,
  serviceOf,
  servicesOf,
  setAll,
} from './actions';
import { checkResource, fillIn, formatsOf, labelOf, placeholdersOf } from './arns';
import { describeCondition, operatorsFor, parseOperator, renderOperator } from './operators';
import type { Patterns } from './statement';
import { summarize } from './summary';

const action = (Name: string, AccessLevel: string, types: readonly string[] = []) => ({
  Name,
  AccessLevel,
  ResourceTypes: types.map((type) => ({ Name: type, IsRequired: true })),
  ConditionKeys: [],
  DependentActions: [],
  IsPermissionOnly: false,
});

const SHOP: ServiceDetail = {
  Prefix: 'shop',
  Title: 'Shop',
  IsOwn: true,
  Actions: [action('Sell', 'Write', ['item']), action('GetItem', 'Read', ['item']), action('GetShop', 'Read')],
  ResourceTypes: [
    { Name: 'shelf', ArnFormats: ['arn:shop:${Shelf}'], ConditionKeys: [] },
    { Name: 'item', ArnFormats: ['arn:${Partition}:shop:::${ItemName}/${ItemName}'], ConditionKeys: [] },
  ],
  ConditionKeys: [],
};

describe('actions', () => {
  test.each([
    ['s3:Get*', 's3:GetObject', true],
    ['S3:GETobject', 's3:GetObject', true],
    ['*', 's3:GetObject', true],
    ['s3:Get?bject', 's3:GetObject', true],
    ['s3:Get', 's3:GetObject', false],
    ['s3.Get*', 's3:GetObject', false],
    ['s*:*Object', 's3:GetObject', true],
  ])('%s matches %s: %s', (pattern, name, isMatch) => expect(matches(pattern, name)).toBe(isMatch));

  test.each([
    ['s3:GetObject', 's3'],
    ['S3:*', 's3'],
    ['*', ''],
    ['s*:Get', ''],
    ['nothing', ''],
  ])('%s is of the service "%s"', (pattern, service) => expect(serviceOf(pattern)).toBe(service));

  test('services are named once', () => expect(servicesOf(['s3:A', 'iam:B', 'S3:C', '*'])).toEqual(['s3', 'iam']));

  test('are added unless a pattern names them, and wildcards stay when they are removed', () => {
    expect(addActions(['shop:Get*'], 'shop', ['GetItem', 'Sell'])).toEqual(['shop:Get*', 'shop:Sell']);
    expect(removeActions(['shop:Get*', 'SHOP:sell'], 'shop', ['GetItem', 'Sell'])).toEqual(['shop:Get*']);
    expect(setAll(['shop:Get*', 's3:A'], 'shop', true)).toEqual(['s3:A', 'shop:*']);
    expect(setAll(['shop:*', 's3:A'], 'shop', false)).toEqual(['s3:A']);
  });

  test('are counted by access level', () => {
    expect(
      byLevel(SHOP.Actions, ['shop:Get*'], 'shop').map(({ level, actions, chosen }) => [level, actions.length, chosen]),
    ).toEqual([
      ['Read', 2, 2],
      ['Write', 1, 0],
    ]);
    expect(byLevel(SHOP.Actions, ['*'], 'shop').map(({ chosen }) => chosen)).toEqual([2, 1]);
    expect(findPattern(['s3:*', 'shop:*'], 'shop', 'Sell')).toBe('shop:*');
  });

  test.each([
    ['s3:Get*', true],
    ['*', true],
    ['s3', false],
    ['s3:Get Object', false],
  ])('%s is a pattern: %s', (pattern, isOne) => expect(checkPattern(pattern) === '').toBe(isOne));
});

describe('ARNs', () => {
  const format = 'arn:${Partition}:shop:::${ItemName}/${ItemName}';
  test('are filled in, and the rest is any', () => {
    expect(placeholdersOf(format)).toEqual(['Partition', 'ItemName']);
    expect(fillIn(format, { Partition: 'aws', ItemName: ' $& ' })).toBe('arn:aws:shop:::$&/$&');
    expect(fillIn(format, { Partition: '' })).toBe('arn:*:shop:::*/*');
    expect(labelOf('ItemName')).toBe('Item name');
  });
  test('of types that the chosen actions use come first', () => {
    const found = formatsOf([SHOP], (_, name) => name === 'Sell');
    expect(found.map(({ type, isUsed }) => [type, isUsed])).toEqual([
      ['item', true],
      ['shelf', false],
    ]);
  });
  test.each([
    ['arn:aws:s3:::a/b', true],
    ['*', true],
    ['arn:aws:s3', false],
    ['arn:aws:s3:::a b', false],
    ['bucket', false],
  ])('%s is a resource: %s', (text, isOne) => expect(checkResource(text) === '').toBe(isOne));
});

describe('operators', () => {
  test.each([
    ['StringLike', { qualifier: '', base: 'StringLike', isIfExists: false }],
    ['ForAnyValue:StringLikeIfExists', { qualifier: 'ForAnyValue', base: 'StringLike', isIfExists: true }],
    ['Odd:Thing', { qualifier: '', base: 'Odd:Thing', isIfExists: false }],
    ['', { qualifier: '', base: '', isIfExists: false }],
  ] as const)('%s is read and written', (name, operator) => {
    expect(parseOperator(name)).toEqual(operator);
    expect(renderOperator(operator)).toBe(name);
  });
  test('are those of the type, and all for an unknown one', () => {
    expect(operatorsFor(['IPAddress'])).toEqual(['IpAddress', 'NotIpAddress', 'Null']);
    expect(operatorsFor(['Binary'])).toContain('DateLessThan');
    expect(renderOperator({ qualifier: '', base: 'Null', isIfExists: true })).toBe('Null');
  });
  test.each([
    ['IpAddress', ['10.0.0.0/8', '::1'], 'k is in 10.0.0.0/8 or ::1'],
    ['NotIpAddress', ['::1'], 'k is not in ::1'],
    ['ForAllValues:StringNotLikeIfExists', ['a*'], 'every value of k does not match a*, if the key is present'],
    ['ForAnyValue:StringEquals', [], 'a value of k is nothing'],
    ['Null', ['false'], 'k is present'],
    ['Null', ['true'], 'k is absent'],
    ['Bool', ['true'], 'k is true'],
    ['DateLessThan', ['2027'], 'k is less than 2027'],
    ['Odd', ['x'], 'k Odd x'],
  ])('%s is a sentence', (operator, values, text) => expect(describeCondition(operator, 'k', values)).toBe(text));
});

describe('the sentence about a statement', () => {
  const statement = { effect: 'Allow', sid: '', conditions: [] } as const;
  const of = (...names: string[]): Patterns => ({ isExcept: false, names });

  test('says what is not chosen yet', () => {
    expect(summarize({ ...statement, actions: of(), resources: of() })).toBe(
      'Allow: no actions and no resources chosen yet',
    );
    expect(summarize({ ...statement, actions: of('s3:GetObject'), resources: of() })).toBe(
      'Allow: no resources chosen yet',
    );
  });

  test('says what is chosen', () => {
    const actions = of('s3:GetObject', 's3:PutObject');
    expect(summarize({ ...statement, actions, resources: of('*') })).toBe('Allow 2 actions of s3 on all resources');
    expect(summarize({ ...statement, actions: { isExcept: true, names: [] }, resources: of('a') })).toBe(
      'Allow all actions on a',
    );
  });
});
