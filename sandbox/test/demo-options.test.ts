import { expect } from 'chai';
import { readDemoOptions } from '../demo-options.ts';

describe('The options of the demo', () => {
  it('let the sandbox SIS behave like one that schools use, in the version that it speaks', () => {
    expect(readDemoOptions([], {})).to.include({ sis: null, version: '1.2' });
    expect(readDemoOptions(['--sis', 'veracross'], {})).to.include({ sis: 'veracross', version: '1.1' });
    expect(readDemoOptions(['--version', '1.1'], {})).to.include({ sis: null, version: '1.1' });
    for (const args of [
      ['--sis', 'nobody'],
      ['--sis', 'veracross', '--version', '1.2'],
      ['--version', '2'],
    ]) {
      expect(() => readDemoOptions(args, {}), args.join(' '))
        .to.throw()
        .with.property('code', 'settings_invalid');
    }
  });
});
