import type { CanvasContext } from '../canvas-context.ts';
import type { Render } from './render.ts';

/** What every human page works with. */
export interface PageDeps {
  readonly context: CanvasContext;
  /** Address of the window onto the sandbox SIS. */
  readonly sisUrl: string;
  readonly render: Render;
}
