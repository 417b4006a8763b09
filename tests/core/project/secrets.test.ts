import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSecretName, maskSecrets, Secrets } from '../../../src/core/project/secrets.ts';

test('a variable is secret by its name', () => {
  const names = ['DB_PASSWORD', 'pgpassword', 'API_KEY', 'X_TOKEN', 'Y_SECRET', 'KEYBOARD', 'USER'];
  expect(names.filter(isSecretName)).toEqual([
    'DB_PASSWORD',
    'pgpassword',
    'API_KEY',
    'X_TOKEN',
    'Y_SECRET',
  ]);
});

test('the password of a URL is masked even when nobody told of it', () => {
  expect(maskSecrets('to postgresql://me:s3cret@db:5432/x?a=b failed', new Secrets())).toBe(
    'to postgresql://me:*****@db:5432/x?a=b failed',
  );
});

test('a password with @ and / in it is masked whole', () => {
  const secrets = new Secrets();
  secrets.addUrl('postgresql://me:a/b@c:d@db/x');
  expect(maskSecrets('postgresql://me:a/b@c:d@db/x', secrets)).not.toContain('a/b@c:d');
});

test('a password among the parameters of a URL is masked', () => {
  const secrets = new Secrets();
  secrets.addUrl('postgresql://db/x?password=hunter22&sslmode=require');
  expect(maskSecrets('it is hunter22', secrets)).toBe('it is *****');
});

test('a secret within another leaves no rest of it', () => {
  const secrets = new Secrets();
  secrets.addEnvironment({ A_KEY: 'word', B_KEY: 'wordlist', C: 'visible' });
  expect(maskSecrets('wordlist word visible', secrets)).toBe('***** ***** visible');
});

test('no secret of a readable length is ever in masked text, raw, encoded or decoded', () => {
  const secretText = fc.string({ minLength: 4, unit: 'grapheme' });
  fc.assert(
    fc.property(secretText, fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!'*****'.includes(secret));
      const secrets = new Secrets();
      secrets.add(secret);
      const encoded = encodeURIComponent(secret);
      const masked = maskSecrets(`${before}${secret} ${encoded}${after}`, secrets);
      expect(masked.includes(encoded) && !`${before}${after}`.includes(encoded)).toBe(false);
      expect(maskSecrets(secret, secrets)).toBe('*****');
    }),
  );
});
