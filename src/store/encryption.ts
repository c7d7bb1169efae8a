import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { RandomBytes } from '../clock.ts';
import { ProductError } from '../errors.ts';

/** A 32-byte AES key, and the id that its texts carry. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Buffer;
}

/**
 * Encrypts secrets for storage. Decrypting needs the same context (such as `institution:42:sis-password`).
 */
export interface SecretCipher {
  encrypt(plain: string, context: string): string;
  /** @throws ProductError `secret_unreadable` if the text, its context or its key has changed */
  decrypt(token: string, context: string): string;
  /** The prefix of the current key's texts; others are re-encrypted after a rotation. */
  readonly currentPrefix: string;
}

const algorithm = 'aes-256-gcm';
/** NIST SP 800-38D § 8.2: 96-bit initialization vectors; § 5.2.1.2: the full 128-bit tag. */
const ivBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM with rotation: the first key encrypts, every key decrypts. Text form:
 * `v1.<key id>.<iv>.<ciphertext>.<tag>`, the last three in base64url.
 * @throws ProductError `settings_invalid` without a key, or for a key of another length or an unusable id
 */
export function createCipher(
  keys: readonly EncryptionKey[],
  random: RandomBytes = randomBytes,
): SecretCipher {
  const [current] = keys;
  if (!current) throw new ProductError('settings_invalid', { detail: 'no encryption key', next: 'fix' });
  const keyById = indexKeys(keys);
  return {
    currentPrefix: `v1.${current.id}.`,
    encrypt: (plain, context) => {
      const iv = random(ivBytes);
      const cipher = createCipheriv(algorithm, current.key, iv, { authTagLength: tagBytes });
      cipher.setAAD(bindContext(current.id, context));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      const parts = [iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
      return ['v1', current.id, ...parts].join('.');
    },
    decrypt: (token, context) => {
      const [version, id = '', ...encoded] = token.split('.');
      const [iv, sealed, tag] = encoded.map(decodeCanonical);
      if (version !== 'v1' || encoded.length !== 3) throw unreadable('not in the form v1');
      if (iv?.length !== ivBytes || !sealed || tag?.length !== tagBytes) throw unreadable('damaged');
      const key = keyById.get(id);
      if (!key) throw unreadable(`made with key ${id.slice(0, 40)}, which is not among the encryption keys`);
      try {
        const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes });
        decipher.setAAD(bindContext(id, context));
        decipher.setAuthTag(tag);
        return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw unreadable('changed, of another context, or made with another key', cause);
      }
    },
  };
}

function indexKeys(keys: readonly EncryptionKey[]): ReadonlyMap<string, Buffer> {
  const keyById = new Map<string, Buffer>();
  for (const { id, key } of keys) {
    const fault = findFault(id, key, keyById);
    if (fault) {
      throw new ProductError('settings_invalid', { detail: `encryption key ${id}: ${fault}`, next: 'fix' });
    }
    keyById.set(id, key);
  }
  return keyById;
}

function findFault(id: string, key: Buffer, known: ReadonlyMap<string, Buffer>): string | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(id)) return 'its id may hold only letters, digits, - and _';
  if (key.length !== 32) return 'it is not 32 bytes long';
  return known.has(id) ? 'its id is used twice' : undefined;
}

/** What is authenticated with the secret: a text moved to another record or key id becomes unreadable. */
function bindContext(id: string, context: string): Buffer {
  return Buffer.from(`v1.${id}.${context}`, 'utf8');
}

/** The bytes of a base64url text; undefined unless encoding them gives exactly that text. */
function decodeCanonical(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

function unreadable(reason: string, cause?: unknown): ProductError {
  return new ProductError('secret_unreadable', { detail: `stored secret is ${reason}`, next: 'fix', cause });
}
