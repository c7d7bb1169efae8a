import { Router } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import { pageSize, takePage } from '../front/page-links.ts';
import { queryOf } from '../front/request-fields.ts';
import { claimNames } from '../lti/claim-names.ts';
import { enrollmentTypesOfRole, membershipRoles } from '../lti/roles.ts';
import { ltiScopes } from '../lti/scopes.ts';
import { expandCustomFields, memberVariables, type VariableSource } from '../lti/variables.ts';
import type { Enrollment } from '../school/records/enrollment.ts';
import type { User } from '../school/records/user.ts';
import { authorizeService, type ServiceCaller, sendServiceError } from './service-auth.ts';

/** Both the default and the maximum page size (lib/lti/ims/providers/memberships_provider.rb). */
const memberPages = { standard: 50, maximum: 50 };
const mediaType = 'application/vnd.ims.lis.v2.membershipcontainer+json';

/**
 * The Names and Role Provisioning Service of a course
 * (app/controllers/lti/ims/names_and_roles_controller.rb).
 */
export function createNamesAndRolesRouter(context: CanvasContext): Router {
  const router = Router();
  const { store, publicUrl } = context;
  router.get('/api/lti/courses/:courseId/names_and_roles', async (req, res) => {
    const caller = await authorizeService(context, req, res, [ltiScopes.membershipReadonly]);
    if (caller === null) return;
    const { course } = caller;
    const query = queryOf(req);
    const rlid = query.get('rlid');
    // The sandbox has no resource links for content: only the course's own id is one.
    if (rlid !== null && rlid !== course.ltiContextId) {
      return sendServiceError(
        res,
        400,
        'bad_request',
        'Tool does not have access to rlid or rlid does not exist',
      );
    }
    const enrollments = await store.people.enrollments(course.id);
    const active = enrollments.filter((enrollment) => enrollment.state === 'active');
    const userIds = filterByRole(active, query.get('role'));
    // `limit` overrides `per_page` and is missing from the links.
    const limit = Number.parseInt(query.get('limit') ?? '', 10);
    const size = limit > 0 ? Math.min(limit, memberPages.maximum) : pageSize(query, memberPages);
    const page = takePage(req, res, publicUrl, userIds, size, ['limit']);
    const users = await store.people.findMany(page);
    const common = {
      account: await store.account.get(),
      course,
      sections: await store.courses.sections(course.id),
      granted: new Set<never>(),
      publicUrl,
    };
    const members = users.map((user) => {
      const own = active.filter((enrollment) => enrollment.userId === user.id);
      return makeMember(caller, { ...common, user, enrollments: own }, user, rlid !== null);
    });
    res.set('Content-Type', `${mediaType}; charset=utf-8`).send(
      JSON.stringify({
        id: `${publicUrl}${req.originalUrl}`,
        context: { id: course.ltiContextId, label: course.code, title: course.name },
        members,
      }),
    );
  });
  return router;
}

/** The ids of the people with the role, ascending. An unknown role matches nobody and is no error. */
function filterByRole(active: readonly Enrollment[], role: string | null): readonly number[] {
  const types = role === null ? null : enrollmentTypesOfRole(role);
  const fitting = active.filter((enrollment) => types === null || types.includes(enrollment.type));
  return [...new Set(fitting.map((enrollment) => enrollment.userId))].sort((a, b) => a - b);
}

/** One member, without nulls; several enrollments make one member. */
function makeMember({ tool }: ServiceCaller, source: VariableSource, user: User, withMessage: boolean) {
  const names = tool.privacyLevel === 'public' || tool.privacyLevel === 'name_only';
  const email = tool.privacyLevel === 'public' || tool.privacyLevel === 'email_only';
  return {
    status: 'Active',
    ...(names ? { name: user.name, given_name: user.givenName, family_name: user.familyName } : {}),
    ...(names && user.sisUserId !== null ? { lis_person_sourcedid: user.sisUserId } : {}),
    ...(email ? { email: user.email } : {}),
    ...(tool.privacyLevel === 'public'
      ? { picture: `${source.publicUrl}/images/messages/avatar-50.png` }
      : {}),
    user_id: user.ltiId,
    lti11_legacy_user_id: user.ltiLegacyId,
    roles: membershipRoles(source.enrollments),
    ...(withMessage
      ? {
          message: [
            {
              [claimNames.messageType]: 'LtiResourceLinkRequest',
              locale: user.locale,
              // Only the tool's own custom fields: no placement is passed (CF5).
              [claimNames.custom]: expandCustomFields(tool.customFields, source, memberVariables),
            },
          ],
        }
      : {}),
  };
}
