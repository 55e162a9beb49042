/**
 * Passkeys in the browser (WebAuthn): the server's options in, the authenticator's answer out, both in the JSON forms of
 * WebAuthn 5.1.8 and 5.1.9. Older browsers do not convert them, so this file does.
 */

/** The options of the server, as it sends them. */
export type Options = Readonly<Record<string, unknown>>;

interface Credential {
  readonly type: string;
  readonly id: string;
  readonly transports?: AuthenticatorTransport[];
}

/** Why there is no answer; the message is for the person. */
export class PasskeyError extends Error {
  override readonly name = 'No passkey';
}

/** Make a passkey. Throws `PasskeyError` if the browser or the person refuses. */
export async function createPasskey(options: Options): Promise<object> {
  const user = options.user as { id: string };
  const publicKey = {
    ...options,
    challenge: decode(options.challenge as string),
    user: { ...user, id: decode(user.id) },
    excludeCredentials: readCredentials(options.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = await run(() => navigator.credentials.create({ publicKey }));
  const response = made.response as AuthenticatorAttestationResponse;
  return describe(made, {
    attestationObject: encode(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

/** Sign a challenge with a passkey. Throws `PasskeyError` if the browser or the person refuses. */
export async function signWithPasskey(options: Options): Promise<object> {
  const publicKey = {
    ...options,
    challenge: decode(options.challenge as string),
    allowCredentials: readCredentials(options.allowCredentials),
  } as PublicKeyCredentialRequestOptions;
  const used = await run(() => navigator.credentials.get({ publicKey }));
  const response = used.response as AuthenticatorAssertionResponse;
  return describe(used, {
    authenticatorData: encode(response.authenticatorData),
    signature: encode(response.signature),
    userHandle: response.userHandle ? encode(response.userHandle) : undefined,
  });
}

async function run(ceremony: () => Promise<unknown>): Promise<PublicKeyCredential> {
  if (!('PublicKeyCredential' in window)) {
    throw new PasskeyError('This browser offers no passkeys on this page. They need HTTPS, or localhost.');
  }
  try {
    return (await ceremony()) as PublicKeyCredential;
  } catch (error) {
    throw new PasskeyError(explain((error as { name?: string }).name ?? ''));
  }
}

/** The browser does not say more, so that pages cannot find out which devices a person has. */
export function explain(name: string): string {
  if (name === 'InvalidStateError') return 'This device is already registered. Choose another one.';
  if (name === 'SecurityError') return 'The browser does not allow passkeys at this address.';
  if (name === 'NotAllowedError') return 'No passkey was used: it was canceled, it took too long, or none fits.';
  return `The browser reported ${name || 'an error'}.`;
}

function describe(credential: PublicKeyCredential, response: object): object {
  const { clientDataJSON } = credential.response;
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    response: { clientDataJSON: encode(clientDataJSON), ...response },
    clientExtensionResults: {},
  };
}

function readCredentials(listed: unknown) {
  return ((listed ?? []) as Credential[]).map((each) => ({ ...each, id: decode(each.id) }));
}

export function encode(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function decode(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
