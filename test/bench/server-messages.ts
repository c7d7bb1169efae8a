import { z } from 'zod';

/** Commands to the process that runs Canvas, the SIS and the tool's web role. */
export const serverCommand = z.discriminatedUnion('do', [
  /** Starts a school on fresh databases; one teacher per course has consented. Answered `opened`. */
  z.object({
    do: z.literal('open'),
    mongoUri: z.string(),
    school: z.union([
      z.literal('grand-bend'),
      z.array(z.object({ students: z.number(), assignments: z.number() })),
    ]),
  }),
  /** Asks for a run of one course. Answered `requested`. */
  z.object({ do: z.literal('request'), course: z.number(), kind: z.enum(['post', 'remaster']) }),
  z.object({ do: z.literal('read'), course: z.number(), runId: z.string() }),
  z.object({ do: z.literal('empty-sis') }),
  z.object({ do: z.literal('close') }),
]);

export const serverAnswer = z.discriminatedUnion('done', [
  z.object({
    done: z.literal('opened'),
    toolUrl: z.string(),
    toolMongoUri: z.string(),
    encryptionKey: z.object({ id: z.string(), key: z.string() }),
    canvasUrl: z.string(),
    sisUrl: z.string(),
    courses: z.number(),
  }),
  z.object({ done: z.literal('requested'), runId: z.string() }),
  z.object({ done: z.literal('read'), state: z.string(), eligible: z.number(), confirmed: z.number() }),
  z.object({ done: z.literal('ok') }),
  z.object({ done: z.literal('failed'), words: z.string() }),
]);

export type ServerCommand = z.infer<typeof serverCommand>;
export type ServerAnswer = z.infer<typeof serverAnswer>;
