import { describe, expect, test } from 'vitest';
import { addressRules } from './addresses.ts';

const rules = addressRules(['10.20.0.0/16', 'fd00:20::/32', '127.0.0.1']);

describe('an address that somebody else wrote down', () => {
  test.each([
    ...['https://8.8.8.8/', 'https://[2606:4700:4700::1111]/', 'https://172.32.0.1:8443/a?b=c'],
    // Named by configuration: also without encryption.
    ...['http://10.20.3.4/', 'http://[fd00:20::1]/', 'http://127.0.0.1:8080/'],
  ])('may be called: %s', async (url) => {
    expect(await rules.refusal(url)).toBeNull();
  });

  test.each([
    ...['https://10.21.0.1/', 'https://172.16.0.1/', 'https://192.168.1.1/', 'https://100.64.0.1/'],
    ...['https://127.0.0.2/', 'https://0.0.0.0/', 'https://169.254.169.254/', 'https://224.0.0.1/'],
    // Other spellings of the same.
    ...['https://2130706434/', 'https://0x7f.2/', 'https://0177.0.0.2/', 'https://%31%30.0.0.1/'],
    ...[
      'https://[::]/',
      'https://[::1]/',
      'https://[fe80::1]/',
      'https://[fd00:21::1]/',
      'https://[ff02::1]/',
    ],
    // An IPv4 address inside of one of IPv6.
    ...['https://[::ffff:10.0.0.1]/', 'https://[64:ff9b::a00:1]/', 'https://[2002:a00:1::]/'],
    ...['https://[::10.0.0.1]/', 'https://[2001:db8::1]/'],
  ])('leads into somebody’s network, and is not called: %s', async (url) => {
    expect(await rules.refusal(url)).toBe('private');
  });

  test('is encrypted where it is public', async () => {
    expect(await rules.refusal('http://8.8.8.8/')).toBe('not-encrypted');
  });

  test('is looked at again by the connection itself, whatever the name said before', async () => {
    const looked = (url: string) =>
      new Promise((resolve) => {
        rules.lookupFor(url)('localhost', { all: true }, (error, found) => resolve(error ?? found));
      });
    const none = addressRules([]);
    const refused = new Promise((resolve) => {
      none.lookupFor('https://localhost/')('localhost', { all: true }, (error) => resolve(error));
    });
    expect(await refused).toBeInstanceOf(Error);
    expect(await looked('http://localhost/')).toBeDefined();
  });
});
