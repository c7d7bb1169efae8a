import { join } from 'node:path';
import ejs from 'ejs';
import type { Response } from 'express';
import type { Assets } from './assets.ts';
import type { Frame } from './frame.ts';

/** Sends a page: the view inside the layout, everything escaped. */
export type Render = (res: Response, view: string, page: PageModel) => Promise<void>;

/** Fields of every page; each view adds its own beside the frame. */
export interface PageModel {
  readonly frame: Frame;
}

/**
 * Renders `views/<view>.ejs` inside `views/ui/layout.ejs`. Views see one object, `page`, and print it; they
 * are compiled once. `<%= %>` escapes; `<%- %>` is only for `include`.
 */
export function createRender(views: string, assets: Assets): Render {
  const options = { cache: true, _with: false, localsName: 'page', root: views, rmWhitespace: true } as const;
  const renderView = (view: string, page: object): Promise<string> =>
    ejs.renderFile(join(views, `${view}.ejs`), { ...page, asset: assets.url }, options);

  return async (res, view, page) => {
    const body = await renderView(view, page);
    res.type('html').send(await renderView('ui/layout', { frame: page.frame, body }));
  };
}
