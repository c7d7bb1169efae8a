import { expect } from 'chai';
import { createStudentIndex } from '../../../src/passback/comparison/student-index.ts';

describe('the student that a SIS id in Canvas stands for', () => {
  const index = createStudentIndex([
    { sourcedId: 's1', key: 'AB12' },
    { sourcedId: 's2', key: ' cd34 ' },
    { sourcedId: 's3', key: 'ef56' },
    { sourcedId: 's4', key: 'EF56' },
    { sourcedId: 's5', key: '' },
  ]);

  it('is found whatever the capitals and outer blanks', () => {
    for (const sisId of ['AB12', 'ab12', ' Ab12 ']) {
      expect(index.find(sisId), sisId).to.deep.equal({ found: 'one', sourcedId: 's1' });
    }
    expect(index.find('CD34')).to.deep.equal({ found: 'one', sourcedId: 's2' });
  });

  it('is the one with exactly that id; between two that only look like it nobody guesses', () => {
    expect(index.find('EF56')).to.deep.equal({ found: 'one', sourcedId: 's4' });
    expect(index.find('Ef56')).to.deep.equal({ found: 'many' });
    expect(index.find('AB 12')).to.deep.equal({ found: 'none' });
    expect(index.find('  ')).to.deep.equal({ found: 'none' });
  });
});
