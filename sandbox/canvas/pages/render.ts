import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ejs from 'ejs';
import type { Response } from 'express';
import type { Shell } from './shell.ts';

/** Fields of every page; each view adds its own. */
export interface PageModel {
  readonly shell: Shell;
}

export interface Render {
  /** Sends a view inside the layout. */
  page<M extends PageModel>(res: Response, view: string, model: M, status?: number): Promise<void>;
  /** Sends a view alone: a fragment that a script inserts, or a page without the shell. */
  part(res: Response, view: string, model: object, status?: number): Promise<void>;
}

const views = fileURLToPath(new URL('../views/', import.meta.url));

/** Views get one object, `page`. `<%= %>` escapes; `<%- %>` is only for `include` and the layout's body. */
export function createRender(): Render {
  const options = { cache: true, _with: false, localsName: 'page', root: views, rmWhitespace: true } as const;
  const renderView = (view: string, model: object): Promise<string> =>
    ejs.renderFile(join(views, `${view}.ejs`), { ...model }, options);
  return {
    page: async (res, view, model, status = 200) => {
      const body = await renderView(view, model);
      const html = await renderView('layout', { shell: model.shell, body });
      res.status(status).type('html').set('Cache-Control', 'no-store').send(html);
    },
    part: async (res, view, model, status = 200) => {
      const html = await renderView(view, model);
      res.status(status).type('html').set('Cache-Control', 'no-store').send(html);
    },
  };
}
