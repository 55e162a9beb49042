/** Security recommendations, derived from the account's summary. */
import type { Identity } from '../../api/session';

export type SummaryMap = Readonly<Partial<Record<string, number>>>;

export interface Advice {
  readonly id: string;
  readonly isGood: boolean;
  readonly text: string;
  readonly to?: string;
  readonly action?: string;
}

export interface Facts {
  readonly summary: SummaryMap;
  readonly me: Identity;
  /** The number of the caller's MFA devices; absent without permission to list them. */
  readonly devices?: number;
  /** Whether the account has a password policy; absent without permission to read it. */
  readonly hasPasswordPolicy?: boolean;
}

export function adviseOwner({ summary, me, devices, hasPasswordPolicy }: Facts): readonly Advice[] {
  return [
    rootDevice(summary),
    rootKeys(summary),
    ...(me.kind === 'user' && devices !== undefined ? [ownDevice(devices)] : []),
    ...(hasPasswordPolicy === undefined ? [] : [passwordPolicy(hasPasswordPolicy)]),
  ];
}

function rootDevice({ AccountMFAEnabled }: SummaryMap): Advice {
  return AccountMFAEnabled
    ? { id: 'root-mfa', isGood: true, text: 'The root user has an MFA device.' }
    : { id: 'root-mfa', isGood: false, text: 'The root user has no MFA device. Sign in as root and add one.' };
}

function rootKeys({ AccountAccessKeysPresent }: SummaryMap): Advice {
  return AccountAccessKeysPresent
    ? { id: 'root-keys', isGood: false, text: 'The root user has access keys. Delete them: no policy limits them.' }
    : { id: 'root-keys', isGood: true, text: 'The root user has no access keys.' };
}

function ownDevice(devices: number): Advice {
  if (devices > 0) return { id: 'own-mfa', isGood: true, text: 'You have an MFA device.' };
  return { id: 'own-mfa', isGood: false, text: 'You have no MFA device.', to: '/security', action: 'Add one' };
}

function passwordPolicy(exists: boolean): Advice {
  if (exists) return { id: 'passwords', isGood: true, text: 'The account has a password policy.' };
  const text = 'The account has no password policy of its own.';
  return { id: 'passwords', isGood: false, text, to: '/account', action: 'Set one' };
}
