import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const css = readFileSync(join(import.meta.dirname, '../../../public/ui/base.css'), 'utf8');

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const onWhite = (colour: string): number => 1.05 / (luminance(colour) + 0.05);

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
