import type { RequestHandler } from 'express';
import { z } from 'zod';
import { defaultInstitutionSettings } from '../../domain/institution-settings.ts';
import { buildToolConfig, type ToolAddresses } from './tool-config.ts';

const query = z.object({ sis_label: z.string().trim().min(1).max(60).optional() });

/**
 * `GET /lti/config.json`: the tool as Canvas's developer keys take it, by *Enter URL* or *Paste JSON*. `sis_label` is
 * the institution's own name for its SIS, which Canvas writes into its menus. Public: there is nothing secret in it.
 */
export function answerToolConfig(addresses: ToolAddresses): RequestHandler {
  return (request, response) => {
    const asked = query.safeParse(request.query);
    const sisLabel = asked.data?.sis_label ?? defaultInstitutionSettings.sisLabel;
    response.setHeader('cache-control', 'public, max-age=300');
    response.json(buildToolConfig(addresses, { sisLabel }));
  };
}
