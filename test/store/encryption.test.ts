import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { ProductError } from '../../src/errors.ts';
import { createCipher, type EncryptionKey } from '../../src/store/encryption.ts';

const keyOf = (id: string): EncryptionKey => ({ id, key: createHash('sha256').update(id).digest() });
const [march, april] = [keyOf('march'), keyOf('april')];
const context = 'institution:42:sis-password';

function failureOf(work: () => unknown): ProductError {
  try {
    work();
  } catch (error) {
    if (error instanceof ProductError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('encryption of secrets (S29)', () => {
  const cipher = createCipher([march]);

  it('S29 returns any text, and never encrypts it the same way twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (plain) => {
        const token = cipher.encrypt(plain, context);
        expect(token).to.match(/^v1\.march\.[\w-]{16}\.[\w-]*\.[\w-]{22}$/);
        expect(cipher.decrypt(token, context)).to.equal(plain);
        expect(cipher.encrypt(plain, context)).not.to.equal(token);
      }),
    );
  });

  it('S29 fails closed if any single character changes', () => {
    const token = cipher.encrypt('p4ss', context);
    for (let index = 0; index < token.length; index += 1) {
      for (const character of ['A', 'B', '.', '=', ' ', 'é']) {
        if (token[index] === character) continue;
        const changed = token.slice(0, index) + character + token.slice(index + 1);
        expect(failureOf(() => cipher.decrypt(changed, context)).code, changed).to.equal('secret_unreadable');
      }
    }
  });

  it('S29 fails closed on text that is foreign, cut off or extended', () => {
    const token = cipher.encrypt('p4ss', context);
    const others = ['', 'p4ss', 'v1', 'v1....', 'v1.march...', token.slice(0, -1), `${token}A`, `${token}.A`];
    for (const other of [...others, token.replace('v1', 'v2'), `${token}\n`]) {
      expect(failureOf(() => cipher.decrypt(other, context)).code, other).to.equal('secret_unreadable');
    }
  });

  it('S29 cannot read a secret moved to another record', () => {
    const token = cipher.encrypt('p4ss', context);
    expect(failureOf(() => cipher.decrypt(token, 'institution:43:sis-password')).code).to.equal(
      'secret_unreadable',
    );
  });

  it('S29 encrypts with the first key and still decrypts with older ones', () => {
    const rotated = createCipher([april, march]);
    expect(rotated.decrypt(cipher.encrypt('p4ss', context), context)).to.equal('p4ss');
    expect(rotated.encrypt('p4ss', context)).to.match(/^v1\.april\./);
  });

  it('S29 cannot decrypt with a removed key, or with another key of the same id', () => {
    const token = cipher.encrypt('p4ss', context);
    const gone = failureOf(() => createCipher([april]).decrypt(token, context));
    expect(gone.code).to.equal('secret_unreadable');
    expect(gone.detail).to.equal(
      'stored secret is made with key march, which is not among the encryption keys',
    );
    const imposter = createCipher([{ id: 'march', key: april.key }]);
    expect(failureOf(() => imposter.decrypt(token, context)).code).to.equal('secret_unreadable');
  });

  it('S29 does not accept a text passed off as made with another key id', () => {
    const twins = createCipher([march, { id: 'twin', key: march.key }]);
    const token = twins.encrypt('p4ss', context).replace('.march.', '.twin.');
    expect(failureOf(() => twins.decrypt(token, context)).code).to.equal('secret_unreadable');
  });

  it('S29 S30 puts neither the secret nor the key into an error', () => {
    const token = cipher.encrypt('p4ss-canary', context);
    const error = failureOf(() => cipher.decrypt(token.slice(0, -2), context));
    const words = JSON.stringify([error.message, error.detail, error.stack]);
    expect(words).not.to.include('canary');
    expect(words).not.to.include(token.split('.')[3]);
  });

  it('refuses to work without a key, or with an unusable one', () => {
    const short = { id: 'short', key: Buffer.alloc(16) };
    for (const keys of [[], [short], [march, march], [{ ...march, id: 'a.b' }], [{ ...march, id: '' }]]) {
      expect(failureOf(() => createCipher(keys)).code).to.equal('settings_invalid');
    }
  });
});
