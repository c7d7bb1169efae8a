import { join } from 'node:path';
import ejs from 'ejs';
import type { Response } from 'express';
import type { Assets } from './assets.ts';
import type { Frame } from './frame.ts';

/** Sends a page: the view inside the layout, everything escaped. Completes a page that has begun. */
export type Render = (res: Response, view: string, page: PageModel) => Promise<void>;

/** Fields of every page; each view adds its own beside the frame. */
export interface PageModel {
  readonly frame: Frame;
}

/** Pages as this process sends them. */
export interface Renderer {
  readonly render: Render;
  /** A view alone, without the layout. */
  readonly renderBody: (view: string, page: PageModel) => Promise<string>;
  /**
   * Sends the page's frame with a note in place of what is still being read; `render` then adds the page, and the note
   * disappears. Works without scripts.
   */
  readonly begin: (res: Response, page: PageModel, note: string) => Promise<void>;
  /** Whether only `render` may still write to it: status and headers have been sent. */
  readonly hasBegun: (res: Response) => boolean;
}

/** Stands for the page in a layout that is sent in two parts. */
const gap = '<!-- page -->';
/** A page that takes longer than this begins with a note, in milliseconds: nobody looks at an empty frame. */
const quickMs = 500;

/**
 * Renders `views/<view>.ejs` inside `views/ui/layout.ejs`. Views see one object, `page`, and print it; they
 * are compiled once. `<%= %>` escapes; `<%- %>` is only for `include`.
 */
export function createRenderer(views: string, assets: Assets): Renderer {
  const options = { cache: true, _with: false, localsName: 'page', root: views, rmWhitespace: true } as const;
  const renderView = (view: string, page: object): Promise<string> =>
    ejs.renderFile(join(views, `${view}.ejs`), { ...page, asset: assets.url }, options);
  const begun = new WeakMap<Response, { readonly frame: Frame; readonly end: string }>();

  return {
    renderBody: renderView,
    async render(res, view, page) {
      const body = await renderView(view, page);
      const known = begun.get(res);
      if (known === undefined) {
        res.type('html').send(await renderView('ui/layout', { frame: page.frame, body }));
        return;
      }
      const isNew =
        (list: readonly string[] = []) =>
        (file: string) =>
          !list.includes(file);
      const frame = {
        styles: (page.frame.styles ?? []).filter(isNew(known.frame.styles)),
        scripts: page.frame.scripts.filter(isNew(known.frame.scripts)),
      };
      res.end((await renderView('ui/late-files', { frame })) + body + known.end);
    },
    async begin(res, page, note) {
      const layout = await renderView('ui/layout', { frame: page.frame, body: gap });
      const [start = '', end = ''] = layout.split(gap);
      begun.set(res, { frame: page.frame, end });
      // A proxy that collects answers would keep the note back (nginx, `proxy_buffering`).
      res.type('html').set('X-Accel-Buffering', 'no');
      res.write(start + (await renderView('ui/reading', { note })));
    },
    hasBegun: (res) => begun.has(res),
  };
}

/**
 * What `read` gives. Once it says that it reads from elsewhere, it has a moment before `begin` is called. What is refused
 * before that keeps its own status.
 */
export async function beginUnlessQuick<T>(
  read: (onReading: () => void) => Promise<T>,
  begin: () => Promise<void>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let beginning: Promise<void> = Promise.resolve();
  const onReading = (): void => {
    timer ??= setTimeout(() => {
      beginning = begin();
      // Awaited below.
      beginning.catch(() => {});
    }, quickMs);
  };
  try {
    return await read(onReading);
  } finally {
    clearTimeout(timer);
    await beginning;
  }
}
