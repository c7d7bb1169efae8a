import axe from 'axe-core';
import { expect } from 'chai';
import type { Frame, Page } from 'playwright-core';
import { z } from 'zod';

const violations = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullish(),
      nodes: z.array(z.object({ html: z.string() })),
    }),
  ),
});

export interface Violation {
  readonly impact: string | null;
  /** The rule and the first element that breaks it. */
  readonly text: string;
}

/**
 * Runs axe on the page in its present state, without its frames. `targetSize` adds the rule of WCAG 2.2 that axe leaves
 * out by itself.
 */
export async function findViolations(page: Page | Frame, targetSize = false): Promise<Violation[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  // Collecting the rules that pass would double the time.
  const answer = await page.evaluate(
    `axe.run(document, { iframes: false, resultTypes: ['violations'], rules: { 'target-size': { enabled: ${targetSize} } } })`,
  );
  return violations.parse(answer).violations.map(({ id, impact = null, nodes }) => ({
    impact,
    text: `${id} (${impact}): ${nodes[0]?.html}`,
  }));
}

/** How many pixels a page is wider than its window. */
export async function findOverflow(page: Page | Frame): Promise<number> {
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  return z.number().parse(await page.evaluate(overflow));
}

/**
 * Opens all details; the page must not scroll sideways at any width, and axe must find nothing at the widest and the
 * narrowest: between them other widths lay out nothing else.
 * @param widths from the widest to the narrowest
 */
export async function expectAccessible(page: Page, name: string, widths: readonly number[]): Promise<void> {
  const outermost = new Set([widths[0], widths.at(-1)]);
  for (const width of widths) {
    await expectToFit(page, name, width);
    const found = outermost.has(width) ? await findViolations(page, true) : [];
    expect(
      found.map(({ text }) => text),
      `${name} at ${width}: ${found.map(({ text }) => text).join('; ')}`,
    ).to.deep.equal([]);
  }
}

/** Opens all details; the page must not scroll sideways at this width. */
export async function expectToFit(page: Page, name: string, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 700 });
  await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
  expect(await findOverflow(page), `${name}: overflow at ${width}`).to.equal(0);
}
