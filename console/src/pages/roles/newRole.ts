/** The form of a new role, and the calls that create the role. */
import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import type { AnyCommand } from '../../api/call';
import type { Tag } from '../../components/TagsPanel';
import { findSyntaxError } from '../../model/document';
import { checkName } from '../../model/names';

export interface NewRole {
  readonly name: string;
  readonly description: string;
  readonly trust: string;
  readonly hours: string;
  readonly policies: readonly string[];
  readonly boundary: string;
  readonly tags: readonly Tag[];
}

const LONGEST_NAME = 64;
const HOUR_SECONDS = 3600;

/** IAM lets a role's sessions last from one hour to twelve. */
export const HOURS = ['1', '2', '4', '8', '12'] as const;

export const newRole = (trust: string): NewRole => ({
  name: '',
  description: '',
  trust,
  hours: '1',
  policies: [],
  boundary: '',
  tags: [],
});

export const nameFault = (role: NewRole) => checkName(role.name, LONGEST_NAME);

export const isReady = (role: NewRole) => !nameFault(role) && !findSyntaxError(role.trust);

export const secondsOf = (hours: string) => Number(hours) * HOUR_SECONDS;

export function planRole(role: NewRole): AnyCommand[] {
  const RoleName = role.name;
  return [
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: role.trust,
      ...(role.description && { Description: role.description }),
      ...(role.hours !== '1' && { MaxSessionDuration: secondsOf(role.hours) }),
      ...(role.boundary && { PermissionsBoundary: role.boundary }),
      ...(role.tags.length > 0 && { Tags: [...role.tags] }),
    }),
    ...role.policies.map((PolicyArn) => new AttachRolePolicyCommand({ RoleName, PolicyArn })),
  ];
}
