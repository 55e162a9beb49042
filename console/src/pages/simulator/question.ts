/** A question to the simulator: principal or policy, actions, resources and context. */
import {
  type ContextEntry,
  type ContextKeyTypeEnum,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';

export interface Entry {
  readonly key: string;
  readonly type: ContextKeyTypeEnum;
  /** Several values are separated by commas. */
  readonly values: string;
}

export interface Question {
  readonly who: 'principal' | 'document';
  readonly arn: string;
  readonly document: string;
  /** One per line, or separated by commas or spaces. */
  readonly actions: string;
  readonly resources: string;
  readonly context: readonly Entry[];
}

export const KEY_TYPES: readonly ContextKeyTypeEnum[] = [
  'string',
  'stringList',
  'numeric',
  'numericList',
  'boolean',
  'booleanList',
  'ip',
  'ipList',
  'binary',
  'binaryList',
  'date',
  'dateList',
];

export const splitWords = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/** What is missing; empty if the question is complete. */
export function checkQuestion(question: Question): string {
  if (question.who === 'principal' && !question.arn) return 'Choose a user, group or role.';
  if (splitWords(question.actions).length === 0) return 'Name at least one action.';
  const wrong = splitWords(question.actions).find((action) => !/^[\w-]+:[\w]+$/.test(action));
  return wrong ? `${wrong} is not an action, such as s3:GetObject.` : '';
}

const entriesOf = (context: readonly Entry[]): ContextEntry[] =>
  context
    .filter((entry) => entry.key.trim())
    .map(({ key, type, values }) => ({
      ContextKeyName: key.trim(),
      ContextKeyType: type,
      ContextKeyValues: type.endsWith('List') ? values.split(',').map((value) => value.trim()) : [values],
    }));

export function makeCommand(question: Question) {
  const resources = splitWords(question.resources);
  const context = entriesOf(question.context);
  const common = {
    ActionNames: splitWords(question.actions),
    ...(resources.length > 0 && { ResourceArns: resources }),
    ...(context.length > 0 && { ContextEntries: context }),
  };
  return question.who === 'principal'
    ? new SimulatePrincipalPolicyCommand({ PolicySourceArn: question.arn, ...common })
    : new SimulateCustomPolicyCommand({ PolicyInputList: [question.document], ...common });
}
