import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import type { Brand } from '../../../src/domain/brand.ts';
import { contrast, writeBrandQuery, writeBrandStyle } from '../../../src/web/ui/brand-style.ts';
import { createWebApp } from '../../support/web-app.ts';

const css = readFileSync(join(import.meta.dirname, '../../../public/ui/base.css'), 'utf8');

const onWhite = (colour: string): number => contrast(colour, '#ffffff');

describe('colours in high contrast', () => {
  it('have 7:1 on white, whatever they are used for (WCAG 2.2 SC 1.4.6)', () => {
    const [, block = ''] = /:root\.high-contrast \{([^}]*)\}/.exec(css) ?? [];
    const colours = [...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)];
    expect(colours.length).to.be.greaterThan(8);
    for (const [, name, colour = ''] of colours) expect(onWhite(colour), name).to.be.at.least(7);
    // Every colour of the ordinary pages has its own here, but for the white's neighbour.
    const [, ordinary = ''] = /:root \{([^}]*)\}/.exec(css) ?? [];
    for (const [, name = ''] of ordinary.matchAll(/(--[\w-]+): #/g)) {
      if (name !== '--light') expect(block).to.contain(`${name}: `);
    }
  });
});

describe('the colours of an institution’s Canvas theme', () => {
  const read = (css: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...css.matchAll(/(--[\w-]+): (#\w+);/g)].map(([, name = '', value = '']) => [name, value]),
    );
  const style = (brand: Brand) => read(writeBrandStyle(brand));
  const { app } = createWebApp();

  it('are taken up where they have the contrast of WCAG AA, and left out elsewhere', async () => {
    const brand = { primary: '#1b6b3a', link: '#7b2d5b' };
    const { text, headers } = await request(app).get(`/public/ui/brand.css?${writeBrandQuery(brand)}`);
    expect(headers['content-type']).to.contain('text/css');
    expect(read(text)).to.include({ '--brand': '#1b6b3a', '--link': '#7b2d5b' });
    // Yellow is no colour for text, and a button of it would not stand out from the page.
    const sun = { primary: '#ffc20e', link: '#ffc20e', button: '#ffc20e', buttonText: '#2d3b45' };
    expect(style(sun)).to.deep.equal({});
    expect(style({ button: '#0374b5', buttonText: '#777777' })).to.deep.equal({});
  });

  it('leave every text at 4.5:1 and every button at 3:1 on the page, whatever Canvas says', () => {
    const shades = ['00', '40', '7f', 'c0', 'ff'];
    const colours = shades.flatMap((r) => shades.flatMap((g) => shades.map((b) => `#${r}${g}${b}`)));
    let taken = 0;
    for (const colour of colours) {
      for (const buttonText of ['#ffffff', '#2d3b45']) {
        const used = style({ primary: colour, link: colour, button: colour, buttonText });
        for (const [name, value = ''] of Object.entries(used)) {
          taken += 1;
          if (name === '--button') expect(contrast(value, '#f5f5f5'), colour).to.be.at.least(3);
          if (name === '--button-text') continue;
          const beside = name.startsWith('--button') ? buttonText : '#f5f5f5';
          expect(contrast(value, beside), `${name} of ${colour}`).to.be.at.least(4.5);
        }
      }
    }
    expect(taken).to.be.greaterThan(100);
  });

  it('are colours and nothing else', async () => {
    const { text } = await request(app).get('/public/ui/brand.css?primary=red;}body{display:none');
    expect(text).to.equal('');
  });
});
