import { afterEach, describe, expect, test, vi } from 'vitest';
import { isPasskey } from './deletions';
import { createPasskey, decode, encode, explain, signWithPasskey } from './passkeys';

afterEach(() => vi.unstubAllGlobals());

const bytes = (...values: number[]) => Uint8Array.from(values).buffer;

function browser(credential: object) {
  const asked: { publicKey?: { challenge: Uint8Array } & Record<string, unknown> } = {};
  const take = async (options: typeof asked) => {
    Object.assign(asked, options);
    return credential;
  };
  vi.stubGlobal('window', { PublicKeyCredential: class {} });
  vi.stubGlobal('navigator', { credentials: { create: take, get: take } });
  return asked;
}

describe('passkeys', () => {
  test.each([[''], ['-_8'], ['AQIDBA'], ['AAAA']])('base64url of %s comes back', (text) => {
    expect(encode(decode(text).buffer)).toBe(text);
  });
  test('are made from the options of the server', async () => {
    const response = { clientDataJSON: bytes(1), attestationObject: bytes(255, 254), getTransports: () => ['usb'] };
    const asked = browser({ id: 'AQ', rawId: bytes(1), type: 'public-key', response });
    const made = await createPasskey({
      challenge: 'AQI',
      user: { id: 'Aw', name: 'a' },
      excludeCredentials: [{ type: 'public-key', id: 'BA' }],
    });
    expect(made).toMatchObject({ rawId: 'AQ', response: { attestationObject: '__4', transports: ['usb'] } });
    expect(asked.publicKey?.challenge).toEqual(Uint8Array.from([1, 2]));
    expect(asked.publicKey?.excludeCredentials).toEqual([{ type: 'public-key', id: Uint8Array.from([4]) }]);
  });
  test('sign a challenge', async () => {
    const response = { clientDataJSON: bytes(1), authenticatorData: bytes(2), signature: bytes(3), userHandle: null };
    browser({ id: 'AQ', rawId: bytes(1), type: 'public-key', response });
    expect(await signWithPasskey({ challenge: 'AQI' })).toMatchObject({
      response: { authenticatorData: 'Ag', signature: 'Aw', userHandle: undefined },
    });
  });
  test('need a browser that has them, and a person who agrees', async () => {
    vi.stubGlobal('window', {});
    await expect(signWithPasskey({ challenge: '' })).rejects.toThrow('HTTPS');
    browser({});
    vi.stubGlobal('navigator', {
      credentials: { get: async () => Promise.reject(new DOMException('', 'NotAllowedError')) },
    });
    await expect(signWithPasskey({ challenge: '' })).rejects.toThrow('canceled');
  });
  test.each([
    ['InvalidStateError', 'already registered'],
    ['SecurityError', 'address'],
    ['UnknownError', 'UnknownError'],
  ])('%s is explained', (name, text) => expect(explain(name)).toContain(text));
  test.each([
    ['arn:aws:iam::111122223333:u2f/user/a/key-X', true],
    ['arn:aws:iam::111122223333:mfa/u2f/key', false],
    ['GAHT12345678', false],
    [undefined, false],
  ])('%s is a serial number of one: %s', (serial, expected) => expect(isPasskey(serial)).toBe(expected));
});
