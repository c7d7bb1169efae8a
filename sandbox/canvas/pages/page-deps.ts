import type { CanvasContext } from '../canvas-context.ts';
import type { Render } from './render.ts';

export interface PageDeps {
  readonly context: CanvasContext;
  /** The address of the sandbox SIS's pages. */
  readonly sisUrl: string;
  readonly render: Render;
}
