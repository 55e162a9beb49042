/** The account's password policy as form values. */
import { type PasswordPolicy, UpdateAccountPasswordPolicyCommand } from '@aws-sdk/client-iam';

export interface Rules {
  readonly length: string;
  readonly upper: boolean;
  readonly lower: boolean;
  readonly digit: boolean;
  readonly symbol: boolean;
  readonly canChange: boolean;
  readonly hardExpiry: boolean;
  /** Empty: passwords do not expire. */
  readonly days: string;
  /** Empty: old passwords may be used again. */
  readonly reuse: string;
}

export function readRules(policy: PasswordPolicy): Rules {
  return {
    length: String(policy.MinimumPasswordLength ?? 6),
    upper: policy.RequireUppercaseCharacters ?? false,
    lower: policy.RequireLowercaseCharacters ?? false,
    digit: policy.RequireNumbers ?? false,
    symbol: policy.RequireSymbols ?? false,
    canChange: policy.AllowUsersToChangePassword ?? false,
    hardExpiry: policy.HardExpiry ?? false,
    days: policy.MaxPasswordAge ? String(policy.MaxPasswordAge) : '',
    reuse: policy.PasswordReusePrevention ? String(policy.PasswordReusePrevention) : '',
  };
}

/** The errors, by member. The ranges are from the API's model. */
export function checkRules(rules: Rules): Partial<Record<keyof Rules, string>> {
  return {
    length: isWithin(rules.length, 6, 128) ? '' : 'From 6 to 128.',
    days: rules.days === '' || isWithin(rules.days, 1, 1095) ? '' : 'From 1 to 1095 days, or empty.',
    reuse: rules.reuse === '' || isWithin(rules.reuse, 1, 24) ? '' : 'From 1 to 24, or empty.',
  };
}

const isWithin = (text: string, least: number, most: number) =>
  /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;

export function planRules(rules: Rules): UpdateAccountPasswordPolicyCommand {
  return new UpdateAccountPasswordPolicyCommand({
    MinimumPasswordLength: Number(rules.length),
    RequireUppercaseCharacters: rules.upper,
    RequireLowercaseCharacters: rules.lower,
    RequireNumbers: rules.digit,
    RequireSymbols: rules.symbol,
    AllowUsersToChangePassword: rules.canChange,
    ...(rules.days && { MaxPasswordAge: Number(rules.days), HardExpiry: rules.hardExpiry }),
    ...(rules.reuse && { PasswordReusePrevention: Number(rules.reuse) }),
  });
}
