import type { Frame, Page } from 'playwright-core';

/** A person without a mouse, in one frame of a page. */
export interface Keyboard {
  /** Moves on with Tab until something whose name begins so has the focus, then presses the key. */
  press(name: string, key?: string): Promise<void>;
}

/** More stops than any page of the tests has. */
const mostStops = 200;
const focusedName =
  '(({ activeElement: one }) => (one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent).trim())(document)';

/** Starts at the frame's first stop, the skip link; a new document starts there again. */
export function useKeyboard(page: Page, findFrame: () => Promise<Frame>): Keyboard {
  return {
    async press(name, key = 'Enter') {
      const frame = await findFrame();
      await frame.locator('.skip').focus();
      for (let stops = 0; stops < mostStops; stops += 1) {
        if (String(await frame.evaluate(focusedName)).startsWith(name)) return page.keyboard.press(key);
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab does not reach ${name}`);
    },
  };
}
