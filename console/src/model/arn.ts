/** ARNs as text: `arn:partition:service:region:account:resource`. */

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The parts; empty ones where the text is no ARN. */
export function parseArn(text: string): Arn {
  const [, partition = '', service = '', region = '', account = '', ...rest] = text.split(':');
  return { partition, service, region, account, resource: rest.join(':') };
}

/** The last part of an IAM ARN, which is the entity's name; other text as it is. */
export const nameOfArn = (arn: string) => parseArn(arn).resource.split('/').at(-1) || arn;

/** A policy of AWS, which no account can change. */
export const isAwsManaged = (arn: string) => parseArn(arn).account === 'aws';
