import type { IdToken, ProviderClass } from 'ltijs';
import { z } from 'zod';
import { engineIssuer, type Institution } from '../../domain/institution.ts';
import { toProductError } from '../../errors.ts';
import { ServiceFailure } from './service-failure.ts';
import { checkServiceUrl } from './service-url.ts';
import type { LtiServices } from './services.ts';

const membersPage = z.object({ members: z.array(z.unknown()), next: z.string().optional() });
const lineItemsPage = z.object({ lineItems: z.array(z.unknown()), next: z.string().optional() });
const resultsPage = z.object({ scores: z.array(z.unknown()), next: z.string().optional() });

/**
 * The scopes that ltijs asks for in each service, in its own order: this text is the key under which tokens
 * are stored.
 */
const membersScope = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
const lineItemsScope = 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly';
const resultsScope = `${lineItemsScope} https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly`;

/** Canvas's largest page of Names & Roles is 50 (`names_and_roles_controller.rb`); results may have more. */
const membersPerPage = 50;
const resultsPerPage = 100;

/** Runs one ltijs request with a token for `scopes`, our time limits and our retries. */
export type CallService = <T>(
  institution: Institution,
  scopes: string,
  signal: AbortSignal,
  action: () => Promise<T>,
) => Promise<T>;

/** Names & Roles and Assignment & Grade Services, one page at a time, through ltijs. */
export function createServices(
  lti: Pick<ProviderClass, 'NamesAndRoles' | 'Grade'>,
  callService: CallService,
): LtiServices {
  return {
    async readMembersPage(institution, { nrpsUrl, contextId, role }, next, signal) {
      const page = checkServiceUrl(institution, nrpsUrl, next);
      const token = toIdToken(institution, {
        namesRoles: { context_memberships_url: nrpsUrl },
        resource: { id: contextId },
      });
      const options = page ?? { limit: membersPerPage, resourceLinkId: true, ...(role && { role }) };
      const answer = await callService(institution, membersScope, signal, () =>
        readAnswer(membersPage, () => lti.NamesAndRoles.getMembers(token, options)),
      );
      return { members: answer.members, next: checkNext(institution, nrpsUrl, answer.next) };
    },
    async readLineItemsPage(institution, lineItemsUrl, next, signal) {
      const page = checkServiceUrl(institution, lineItemsUrl, next);
      const token = toIdToken(institution, { endpoint: { lineitems: lineItemsUrl } });
      const answer = await callService(institution, lineItemsScope, signal, () =>
        readAnswer(lineItemsPage, () => lti.Grade.getLineItems(token, page ?? { limit: resultsPerPage })),
      );
      return { lineItems: answer.lineItems, next: checkNext(institution, lineItemsUrl, answer.next) };
    },
    async readResultsPage(institution, lineItemUrl, next, signal) {
      const page = checkServiceUrl(institution, lineItemUrl, next);
      const token = toIdToken(institution, {});
      const answer = await callService(institution, resultsScope, signal, () =>
        readAnswer(resultsPage, () =>
          lti.Grade.getScores(token, lineItemUrl, page ?? { limit: resultsPerPage }),
        ),
      );
      return { results: answer.scores, next: checkNext(institution, lineItemUrl, answer.next) };
    },
  };
}

/** What ltijs's services need instead of a launch: background work has none. */
function toIdToken(institution: Institution, platformContext: IdToken['platformContext']): IdToken {
  const { clientId } = institution.platform;
  return { iss: engineIssuer(institution), clientId, user: '', deploymentId: '', platformContext };
}

/** @throws ProductError `canvas_unexpected` if the answer is no JSON or has the wrong shape (H8, H9, H27) */
async function readAnswer<T>(shape: z.ZodType<T>, action: () => Promise<unknown>): Promise<T> {
  let answer: unknown;
  try {
    answer = await action();
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new ServiceFailure('canvas_unexpected', 'fix', 'the answer is not JSON', { cause: error });
    }
    throw toProductError(error);
  }
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ServiceFailure('canvas_unexpected', 'fix', 'the answer lacks its list', { cause: parsed.error });
}

/** @throws ProductError `canvas_unexpected` if `next` is on another origin (S28) */
function checkNext(institution: Institution, serviceUrl: string, next: string | undefined): string | null {
  return checkServiceUrl(institution, serviceUrl, next ?? null)?.url ?? null;
}
