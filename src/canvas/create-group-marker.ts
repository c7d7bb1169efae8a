import type { CanvasDeps } from './canvas-deps.ts';
import type { CanvasReaderTarget } from './create-canvas-reader.ts';
import type { AccessTokens } from './oauth/access-tokens.ts';
import { createCanvasCalls } from './rest/canvas-get.ts';
import { type GroupMark, readGroupMarks, writeGroupMark } from './rest/group-marks.ts';

/** The marks on the assignment groups of one course: the only thing that the tool ever writes to Canvas. */
export interface GroupMarker {
  read(signal: AbortSignal): Promise<readonly GroupMark[]>;
  /** @throws ProductError `canvas_refused` where the person may not edit assignment groups (`manage_assignments`) */
  write(mark: GroupMark, signal: AbortSignal): Promise<void>;
}

/** Null where the school gave no API key or the launch named no Canvas course. */
export function createGroupMarker(
  deps: CanvasDeps & { readonly tokens: AccessTokens },
  { institution, course, canvasUserId }: CanvasReaderTarget,
): GroupMarker | null {
  const courseId = course.canvasCourseId;
  if (institution.canvas.apiKey === null || courseId === null) return null;
  const { get, put } = createCanvasCalls(deps, institution.canvas.baseUrl, (refused, signal) =>
    deps.tokens.read(institution, canvasUserId, refused, signal),
  );
  return {
    read: (signal) => readGroupMarks(get, courseId, signal),
    write: (mark, signal) => writeGroupMark(put, courseId, mark, signal),
  };
}
