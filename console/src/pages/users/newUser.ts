/** The form of a new user, its errors, and the calls that create the user. */
import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
} from '@aws-sdk/client-iam';
import type { AnyCommand } from '../../api/call';
import { newPassword, type PasswordChoice } from '../../components/credentials/PasswordFields';
import type { Tag } from '../../components/TagsPanel';
import { checkName, checkPath } from '../../model/names';

export interface NewUser {
  readonly name: string;
  readonly path: string;
  readonly hasConsole: boolean;
  readonly password: PasswordChoice;
  readonly groups: readonly string[];
  readonly policies: readonly string[];
  readonly boundary: string;
  readonly tags: readonly Tag[];
}

export interface StepProps {
  form: NewUser;
  change: (part: Partial<NewUser>) => void;
}

export interface Faults {
  readonly name?: string;
  readonly path?: string;
  readonly password?: string;
}

const LONGEST_NAME = 64;

export const newUser = (): NewUser => ({
  name: '',
  path: '/',
  hasConsole: false,
  password: newPassword(),
  groups: [],
  policies: [],
  boundary: '',
  tags: [],
});

export function checkUser(form: NewUser): Faults {
  return {
    name: checkName(form.name, LONGEST_NAME),
    path: checkPath(form.path),
    password: form.hasConsole && !form.password.password ? 'Enter a password.' : '',
  };
}

export function planUser(form: NewUser): AnyCommand[] {
  const UserName = form.name;
  const create = new CreateUserCommand({
    UserName,
    ...(form.path !== '/' && { Path: form.path }),
    ...(form.boundary && { PermissionsBoundary: form.boundary }),
    ...(form.tags.length > 0 && { Tags: [...form.tags] }),
  });
  return [
    create,
    ...form.groups.map((GroupName) => new AddUserToGroupCommand({ UserName, GroupName })),
    ...form.policies.map((PolicyArn) => new AttachUserPolicyCommand({ UserName, PolicyArn })),
    ...(form.hasConsole ? [login(UserName, form.password)] : []),
  ];
}

const login = (UserName: string, { password, mustChange }: PasswordChoice) =>
  new CreateLoginProfileCommand({ UserName, Password: password, PasswordResetRequired: mustChange });
