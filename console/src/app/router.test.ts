import { expect, test, vi } from 'vitest';
import { follow, matchPath, segment } from './router';
import { findPage } from './routes';

test.each(['alice', '..', '.', 'a+b=c,d.e@f_g-h', 'arn:aws:iam::1:policy/x', 'ü/%'])(
  '%s survives an address',
  (name) => {
    const path = new URL(`/console/users/details/${segment(name)}`, 'http://localhost').pathname.slice(
      '/console'.length,
    );
    expect(matchPath('/users/details/:name', path)).toEqual({ name });
  },
);

test.each([
  ['/users', '/users/'],
  ['/users/:name', '/users'],
  ['/users/:name', '/users/'],
  ['/users/:name', '/users/%zz'],
  ['/users/:name', '/groups/a'],
])('%s does not fit %s', (pattern, path) => expect(matchPath(pattern, path)).toBeUndefined());

test('literal addresses win over patterns', () => {
  expect(findPage('/users/create')?.route.path).toBe('/users/create');
  expect(findPage('/nothing')).toBeUndefined();
});

test('links to elsewhere are left to the browser', () => {
  vi.stubGlobal('scrollTo', () => {});
  let prevented = false;
  const event = (href: string) => ({ preventDefault: () => (prevented = true), detail: { href } });
  follow(event('https://example.com/console/'));
  follow(event('//example.com'));
  expect(prevented).toBe(false);
  follow(event('/console/users'));
  expect(prevented).toBe(true);
  expect(window.location.pathname).toBe('/console/users');
});
