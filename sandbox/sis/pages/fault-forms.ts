import { z } from 'zod';
import { type FaultSettings, faultKinds, faultTargets } from '../faults.ts';

const studentId = z.string().trim().min(1).max(200);

/** A form of the fault panel, or the same as JSON. */
const form = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('settings'),
    slowMs: z.coerce.number().int().min(0).max(600_000),
    down: z.enum(['no', '503', 'unreachable']),
  }),
  z.object({
    action: z.literal('next'),
    kind: z.enum(faultKinds),
    target: z.enum(faultTargets),
    count: z.coerce.number().int().min(1).max(100_000),
  }),
  z.object({ action: z.literal('refuse'), studentId }),
  z.object({ action: z.literal('allow'), studentId }),
  z.object({ action: z.literal('clear') }),
]);

/** Some or all of the fault settings, as a script sends them. */
export const faultSettingsSchema = z.strictObject({
  slowMs: z.int().min(0).max(600_000).exactOptional(),
  down: z.enum(['no', '503', 'unreachable']).exactOptional(),
  refusedStudents: z.array(studentId).exactOptional(),
  next: z
    .array(
      z.object({
        kind: z.enum(faultKinds),
        target: z.enum(faultTargets),
        count: z.int().min(1).max(100_000),
      }),
    )
    .exactOptional(),
});

/** The settings after a form is applied. Null: the form is invalid. */
export function applyFaultForm(current: FaultSettings, body: unknown): FaultSettings | null {
  const parsed = form.safeParse(body);
  if (!parsed.success) return null;
  const { data } = parsed;
  const others = (id: string): readonly string[] => current.refusedStudents.filter((known) => known !== id);
  switch (data.action) {
    case 'settings':
      return { ...current, slowMs: data.slowMs, down: data.down };
    case 'next':
      return {
        ...current,
        next: [...current.next, { kind: data.kind, target: data.target, count: data.count }],
      };
    case 'refuse':
      return { ...current, refusedStudents: [...others(data.studentId), data.studentId] };
    case 'allow':
      return { ...current, refusedStudents: others(data.studentId) };
    case 'clear':
      return { slowMs: 0, down: 'no', refusedStudents: [], next: [] };
  }
}
