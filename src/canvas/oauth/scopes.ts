/**
 * What the school's API key must allow and a person is asked for: exactly the addresses that are read, and the one that
 * is written: the mark of assignment groups with a SIS category. Each is the method and the route of `config/routes.rb`
 * (`lib/token_scopes.rb`). A key that enforces scopes must also have "Allow Include Parameters" switched on.
 */
export const canvasScopes = [
  'url:GET|/api/v1/courses/:id',
  'url:GET|/api/v1/courses/:course_id/sections',
  'url:GET|/api/v1/courses/:course_id/enrollments',
  'url:GET|/api/v1/courses/:course_id/assignment_groups',
  'url:PUT|/api/v1/courses/:course_id/assignment_groups/:assignment_group_id',
  'url:GET|/api/v1/courses/:course_id/assignments',
  'url:GET|/api/v1/courses/:course_id/students/submissions',
] as const;
