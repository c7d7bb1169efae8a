import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createFaults } from '../../sandbox/canvas/front/faults.ts';
import { createThrottle } from '../../sandbox/canvas/front/throttle.ts';
import { systemClock } from '../../src/clock.ts';

/** A Canvas account of empty courses. */
export interface AccountSize {
  readonly courses: number;
  /** One course in so many has an assignment marked Sync to SIS. */
  readonly markedEvery: number;
  /** How long each answer takes. */
  readonly slowMs: number;
}

/** Answers what planning a schedule asks, with Canvas's rate limit, at hardly any cost of its own. */
export interface FastCanvas {
  readonly url: string;
  readonly asked: { lists: number; assignments: number; contexts: number; refused: number };
  close(): Promise<void>;
}

/** Ids that no course of the sample has. */
const firstId = 1_000_000;

export async function startFastCanvas({ courses, markedEvery, slowMs }: AccountSize): Promise<FastCanvas> {
  const app = express();
  const asked = { lists: 0, assignments: 0, contexts: 0, refused: 0 };
  app.use((_req, res, next) => {
    res.on('finish', () => {
      if (res.statusCode === 403) asked.refused += 1;
    });
    next();
  });
  app.use(createThrottle(systemClock, createFaults(), async () => 'the administrator'));
  app.use((_req, _res, next) => void setTimeout(next, slowMs));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  app.get('/api/v1/accounts/self/courses', (req, res) => {
    asked.lists += 1;
    const page = Number(req.query['page'] ?? 1);
    const until = Math.min(courses, page * 100);
    if (until < courses) {
      const next = new URL(req.originalUrl, url);
      next.searchParams.set('page', String(page + 1));
      res.set('Link', `<${next}>; rel="next"`);
    }
    res.json(
      Array.from({ length: until - (page - 1) * 100 }, (_, at) => {
        const id = firstId + (page - 1) * 100 + at;
        return { id, name: `Course ${id}` };
      }),
    );
  });
  app.get('/api/v1/courses/:id/assignments', (req, res) => {
    asked.assignments += 1;
    const isMarked = (Number(req.params.id) - firstId) % markedEvery === 0;
    res.json(isMarked ? [{ published: true, grading_type: 'points' }] : []);
  });
  app.get('/api/v1/courses/:id', (req, res) => {
    asked.contexts += 1;
    const { id } = req.params;
    res.json({ id: Number(id), lti_context_id: createHash('sha1').update(id).digest('hex') });
  });
  return {
    url,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
