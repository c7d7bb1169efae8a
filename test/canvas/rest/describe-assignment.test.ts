import { expect } from 'chai';
import fc from 'fast-check';
import { describeAssignment } from '../../../src/canvas/rest/describe-assignment.ts';

describe('the description of an assignment for the SIS', () => {
  const cases: readonly (readonly [name: string, html: string, text: string])[] = [
    [
      'comparisons are text, not tags',
      '<p>Solve where 1 &lt; x and x &gt; 3, show work</p>',
      'Solve where 1 < x and x > 3, show work',
    ],
    [
      'named, decimal and hexadecimal entities',
      '<p>caf&eacute; &amp; cr&#232;me &#x2014; &copy;&nbsp;2026 &ldquo;quoted&rdquo; &hellip;</p>',
      'café & crème — © 2026 “quoted” …',
    ],
    ['an entity is decoded once', '<p>Write &amp;lt;p&amp;gt; in HTML</p>', 'Write &lt;p&gt; in HTML'],
    [
      'paragraphs and line breaks part words',
      '<p>Read<br>chapter 1</p><p>Then write.</p>',
      'Read chapter 1 Then write.',
    ],
    [
      'nested lists keep their marks',
      '<p>Bring:</p><ul><li>paper<ol><li>lined</li><li>plain</li></ol></li><li>a pencil</li></ul>',
      'Bring: * paper 1. lined 2. plain * a pencil',
    ],
    [
      'a link is its text',
      '<p>Read <a href="https://school.instructure.com/courses/1/files/2?verifier=abc">the notes</a>.</p>',
      'Read the notes.',
    ],
    [
      'an image is its text alternative, a decorative one nothing',
      '<p>See <img src="/a.png" alt="the water cycle"> <img src="/b.png" alt=""> <img src="/c.png"></p>',
      'See the water cycle',
    ],
    [
      'an equation of Canvas is its LaTeX',
      '<p>Solve <img class="equation_image" title="\\sqrt{4}=x" src="/equation_images/%255Csqrt%257B4%257D%253Dx" alt="LaTeX: \\sqrt{4}=x" data-equation-content="\\sqrt{4}=x"> for x.</p>',
      'Solve \\sqrt{4}=x for x.',
    ],
    [
      'an equation of an older Canvas too',
      '<p><img class="equation_image" src="/equation_images/x_i" alt="LaTeX: x_i &lt; 3"></p>',
      'x_i < 3',
    ],
    [
      'scripts, styles, comments and embedded media are dropped',
      '<style>p { color: red }</style><script>alert("x")</script><!-- note --><p>Watch</p><iframe src="/v">no frames</iframe><hr>',
      'Watch',
    ],
    ['a heading keeps its letters', '<h2>Unit 3: Cells</h2><p>Draw one.</p>', 'Unit 3: Cells Draw one.'],
    [
      'the cells of a table stay apart',
      '<table><tr><th>Part</th><td>Points</td></tr><tr><td>A</td><td>5</td></tr></table>',
      'Part Points A 5',
    ],
    ['control characters become blanks', 'a\u0000b\u0007c\td\r\ne\u0085f', 'a b c d e f'],
    ['broken HTML loses no text', '<p>One <b>two <i>three</p> four', 'One two three four'],
  ];
  for (const [name, html, text] of cases) {
    it(name, () => expect(describeAssignment(html)).to.equal(text));
  }

  it('is null if no readable text is left', () => {
    for (const html of [null, '', '  ', '<p>&nbsp;</p>', '<p><img src="/a.png"></p>']) {
      expect(describeAssignment(html), String(html)).to.equal(null);
    }
  });

  it('ends with an ellipsis after 1,000 characters and never splits a character', () => {
    expect(describeAssignment('x'.repeat(1_000))).to.equal('x'.repeat(1_000));
    expect(describeAssignment('😀'.repeat(1_001))).to.equal(`${'😀'.repeat(999)}…`);
  });

  it('survives any nesting and any text', () => {
    expect(describeAssignment(`${'<div>'.repeat(50_000)}deep`)).to.satisfy(
      (text: string | null) => text === null || text.length <= 1_000,
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (html) => {
        const text = describeAssignment(html) ?? '';
        expect(text)
          .to.equal(text.trim())
          .and.not.match(/[\p{Cc}]/u);
        expect(Array.from(text)).to.have.length.at.most(1_000);
      }),
    );
  });
});
