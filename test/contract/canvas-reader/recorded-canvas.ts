import type { FakeReply, SeenRequest } from '../../support/canvas/fake-canvas.ts';

const learner = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner';
const customClaim = 'https://purl.imsglobal.org/spec/lti/claim/custom';

/** Answers by path; any other path gets its answer from `usual`. */
export type Recorded = Readonly<Record<string, FakeReply | ((request: SeenRequest) => FakeReply)>>;

export const paths = {
  course: '/api/v1/courses/1',
  assignments: '/api/v1/courses/1/assignments',
  submissions: '/api/v1/courses/1/students/submissions',
  enrollments: '/api/v1/courses/1/enrollments',
  members: '/api/lti/courses/1/names_and_roles',
  lineItems: '/api/lti/courses/1/line_items',
} as const;

/** An assignment in the shape of `lib/api/v1/assignment.rb`, with the fields of newer Canvas. */
export const recordedAssignment = (changes: object = {}): Record<string, unknown> => ({
  id: '100',
  name: 'Debate',
  description: '<p>Write.</p>',
  course_id: '1',
  assignment_group_id: '5',
  position: 1,
  points_possible: 10,
  grading_type: 'points',
  submission_types: ['online_text_entry'],
  due_at: '2026-11-20T05:59:59Z',
  unlock_at: null,
  lock_at: null,
  published: true,
  workflow_state: 'published',
  post_to_sis: true,
  omit_from_final_grade: false,
  hide_in_gradebook: false,
  has_overrides: false,
  only_visible_to_overrides: false,
  visible_to_everyone: true,
  needs_grading_count: 0,
  html_url: 'https://school.example/courses/1/assignments/100',
  ...changes,
});

/** A submission in the shape of `lib/api/v1/submission.rb`, limited to what `response_fields[]` names. */
export const recordedSubmission = (changes: object = {}): Record<string, unknown> => ({
  assignment_id: '100',
  user_id: '7',
  score: 4,
  excused: false,
  late: false,
  missing: false,
  graded_at: '2026-11-21T15:00:00Z',
  posted_at: '2026-11-21T15:00:00Z',
  workflow_state: 'graded',
  ...changes,
});

/** A member in the shape of `names_and_roles_controller.rb`; ids of custom fields are JSON numbers (CT21). */
export const recordedMember = (canvasUserId: string, sisId: string): string =>
  JSON.stringify({
    status: 'Active',
    name: `Student ${sisId}`,
    user_id: `lti-${sisId}`,
    roles: [learner],
    message: [{ [customClaim]: { canvas_user_id: 0, canvas_user_sis_id: sisId, canvas_section_ids: 11 } }],
  }).replace('"canvas_user_id":0', `"canvas_user_id":${canvasUserId}`);

export const recordedMembers = (...members: readonly string[]): FakeReply => ({
  headers: { 'content-type': 'application/vnd.ims.lis.v2.membershipcontainer+json' },
  text: `{"id":"x","context":{"id":"c"},"members":[${members.join(',')}]}`,
});

/** A course in the shape of `lib/api/v1/course.rb`, with `include[]=term`. */
export const recordedCourse = (changes: object = {}): Record<string, unknown> => ({
  id: '1',
  name: 'Biology',
  time_zone: 'America/Chicago',
  term: { id: '1', name: 'Fall', start_at: null, end_at: '2026-12-18T06:00:00Z' },
  ...changes,
});

const usual: Recorded = {
  '/login/oauth2/token': { json: { access_token: 'service', token_type: 'Bearer', expires_in: 3600 } },
  [paths.course]: { json: recordedCourse() },
  [paths.assignments]: { json: [recordedAssignment({ overrides: [], all_dates: [] })] },
  [paths.submissions]: { json: [] },
  [paths.members]: recordedMembers(recordedMember('7', 's7')),
  [paths.lineItems]: { json: [] },
};

/** Canvas's answer to the request. */
export function answerAsRecorded(recorded: Recorded, request: SeenRequest): FakeReply {
  const { pathname } = request.url;
  const reply = recorded[pathname] ?? usual[pathname];
  if (reply === undefined) return { status: 404, json: { errors: [{ message: 'not recorded' }] } };
  return typeof reply === 'function' ? reply(request) : reply;
}
