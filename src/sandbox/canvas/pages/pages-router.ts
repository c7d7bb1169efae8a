import { Router } from 'express';
import type { CanvasContext } from '../canvas-context.ts';

export function createPagesRouter(_context: CanvasContext, _options: { readonly sisUrl: string }): Router {
  return Router();
}
