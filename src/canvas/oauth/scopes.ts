/**
 * The scopes that the school's API key must allow and that a person consents to: every endpoint the tool reads, and the
 * one it writes (the SIS mark of an assignment group). A scope is a method and a route of `config/routes.rb`
 * (`lib/token_scopes.rb`). A key that enforces scopes also needs "Allow Include Parameters".
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

/**
 * What schedules read besides, in an administrator's name. Only administrators consent to these, so that
 * teachers can connect with a key that was made before there were schedules.
 */
export const accountScopes = [
  'url:GET|/api/v1/accounts/:account_id/courses',
  'url:GET|/api/v1/accounts/:account_id/sub_accounts',
  'url:GET|/api/v1/accounts/:account_id/terms',
] as const;
