import type { CanvasDeps } from '../../../src/canvas/canvas-deps.ts';
import {
  type CanvasGet,
  createCanvasGet,
  type ReadAccessToken,
} from '../../../src/canvas/rest/canvas-calls.ts';
import type { RandomBytes } from '../../../src/clock.ts';
import { createHttp } from '../../../src/http/create-http.ts';
import { createLog } from '../../../src/log.ts';
import { thisMachine } from '../http/this-machine.ts';
import { createVirtualTime, type FakeCanvas, startFakeCanvas } from './fake-canvas.ts';

/** Draws the middle of every range. */
const halfway: RandomBytes = (bytes) => Buffer.concat([Buffer.from([0x80]), Buffer.alloc(bytes - 1)]);

export const never = new AbortController().signal;

/** What a suite gets. Everything is closed after each test. */
export interface CanvasSetup {
  canvas(...answer: Parameters<typeof startFakeCanvas>): Promise<FakeCanvas>;
  /** A reader of that Canvas with the token `first`, and the waits that it made. */
  get(
    canvas: Pick<FakeCanvas, 'origin'>,
    readToken?: ReadAccessToken,
  ): { readonly get: CanvasGet; readonly waits: readonly number[] };
  deps(): CanvasDeps & { readonly waits: readonly number[] };
}

/** Call inside `describe`. */
export function setUpCanvas(): CanvasSetup {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  const deps: CanvasSetup['deps'] = () => {
    const timeouts = { connect: 200, headers: 200, body: 200 };
    const { http, close } = createHttp({ privateHosts: thisMachine, timeouts });
    closers.push(close);
    return { http, ...createVirtualTime(), randomBytes: halfway, log: createLog('silent') };
  };
  return {
    deps,
    async canvas(answer) {
      const canvas = await startFakeCanvas(answer);
      closers.push(canvas.close);
      return canvas;
    },
    get(canvas, readToken = async () => 'first') {
      const used = deps();
      return { get: createCanvasGet(used, canvas.origin, readToken), waits: used.waits };
    },
  };
}
