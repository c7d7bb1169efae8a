import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

/** The function of ltijs's `Auth` class that makes a platform's keys. */
interface LtijsAuth {
  generatePlatformKeyPair: (
    encryptionKey: string,
    database: KeyDatabase,
    platformUrl: string,
    clientId: string,
  ) => Promise<string>;
}

interface KeyDatabase {
  Replace(sealed: unknown, collection: string, query: unknown, item: unknown, index: unknown): Promise<true>;
}

const makeKeyPair = promisify(generateKeyPair);
/** Like ltijs's own: the private key must be PKCS#1 for the library that signs with it. */
const form = {
  modulusLength: 4096,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
} as const;

/**
 * Makes ltijs generate keys off the event loop. Its own `generateKeyPairSync` stops the whole process for
 * about a second, and an administrator may register a Canvas while a thousand teachers wait for their pages
 * (LF3).
 */
export function replaceLtijsKeyMaking(auth: LtijsAuth): void {
  auth.generatePlatformKeyPair = async (encryptionKey, database, platformUrl, clientId) => {
    const kid = randomBytes(16).toString('hex');
    const { publicKey, privateKey } = await makeKeyPair('rsa', form);
    const query = { platformUrl, clientId };
    const index = { kid, ...query };
    await database.Replace(encryptionKey, 'publickey', query, { key: publicKey, kid }, index);
    await database.Replace(encryptionKey, 'privatekey', query, { key: privateKey, kid }, index);
    return kid;
  };
}
