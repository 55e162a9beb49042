/** ARNs as text: `arn:partition:service:region:account:resource`. */

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The parts; empty if the text is not an ARN. */
export function parseArn(text: string): Arn {
  const [, partition = '', service = '', region = '', account = '', ...rest] = text.split(':');
  return { partition, service, region, account, resource: rest.join(':') };
}

/** The last part of an IAM ARN, which is the entity's name; other text is returned unchanged. */
export const nameOfArn = (arn: string) => parseArn(arn).resource.split('/').at(-1) || arn;

/** An AWS managed policy, which no account can change. */
export const isAwsManaged = (arn: string) => parseArn(arn).account === 'aws';
