import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';

describe('the key pair of a Canvas', () => {
  it('LF3 has 4,096 bits', async () => {
    // In a process of its own: the tests' own processes make shorter keys (`test/small-keys.mjs`).
    const program = `
      import { createPublicKey } from 'node:crypto';
      import { replaceLtijsKeyMaking } from './src/lti/services/ltijs-keys.ts';
      const auth = {};
      replaceLtijsKeyMaking(auth);
      const Replace = async (_sealed, collection, _query, { key }) => {
        if (collection === 'publickey') console.log(createPublicKey(key).asymmetricKeyDetails.modulusLength);
      };
      await auth.generatePlatformKeyPair('key', { Replace }, 'https://canvas.test', '1');`;
    const options = ['--import=tsx', '--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, options);
    expect(stdout.trim()).to.equal('4096');
  });
});
