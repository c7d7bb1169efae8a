import { expect } from 'chai';
import { findLink } from '../../src/http/link-header.ts';

describe('Link header', () => {
  const here = 'https://school.example/api/v1/courses/1/sections?page=1';

  it('finds a relation among several, in upper or lower case', () => {
    const header =
      '<https://a.example/1>; rel="current",<https://a.example/2?x=a,b;c>; REL="Next", <https://a.example/9>; rel=last';
    expect(findLink(header, 'next', here)).to.equal('https://a.example/2?x=a,b;c');
    expect(findLink(header, 'last', here)).to.equal('https://a.example/9');
    expect(findLink(header, 'prev', here)).to.equal(null);
  });

  it('reads several relations of one link, and parameters with commas and quotes', () => {
    const header = '<https://a.example/>; title="a, \\"b\\"; <c>"; rel="prev next"';
    expect(findLink(header, 'next', here)).to.equal('https://a.example/');
  });

  it('counts only the first rel of a link', () => {
    expect(findLink('<https://a.example/>; rel=first; rel=next', 'next', here)).to.equal(null);
  });

  it('resolves a relative target', () => {
    expect(findLink('</api?page=2>; rel=next', 'next', here)).to.equal('https://school.example/api?page=2');
    expect(findLink('<?page=2>; rel=next', 'next', here)).to.equal(
      'https://school.example/api/v1/courses/1/sections?page=2',
    );
  });

  it('finds nothing in an empty or malformed header', () => {
    for (const header of [undefined, '', 'next', '<https://a.example/>', '<http://[>; rel=next']) {
      expect(findLink(header, 'next', here), String(header)).to.equal(null);
    }
  });
});
