import { randomBytes, randomUUID } from 'node:crypto';
import { trusted } from 'mongoose';
import { nextId, toGlobalId } from './ids.ts';
import { type Models, plain } from './models.ts';
import type { LineItem } from './records/line-item.ts';
import type {
  ApiDeveloperKey,
  ExternalTool,
  LtiDeveloperKey,
  Placement,
  ResourceLink,
} from './records/tool.ts';
import { makeSecret } from './secrets.ts';

/** An entry of a menu or navigation: a tool and its placement. */
export interface PlacedTool {
  readonly tool: ExternalTool;
  readonly text: string;
}

export interface ToolStore {
  /** The tools with a link in this placement of a course, or of the account (`courseId` null). */
  listPlaced(placement: Placement, courseId: number | null): Promise<readonly PlacedTool[]>;
  list(): Promise<readonly ExternalTool[]>;
  find(toolId: number): Promise<ExternalTool | null>;
  /** The tool of a developer key that is available in a course, or in the account (`courseId` null). */
  findForKey(developerKeyId: number, courseId: number | null): Promise<ExternalTool | null>;
  createLtiKey(key: Omit<LtiDeveloperKey, 'id' | 'active'>): Promise<LtiDeveloperKey>;
  replaceLtiKey(key: LtiDeveloperKey): Promise<void>;
  findLtiKey(clientId: number): Promise<LtiDeveloperKey | null>;
  listLtiKeys(): Promise<readonly LtiDeveloperKey[]>;
  createApiKey(key: Omit<ApiDeveloperKey, 'id' | 'secret' | 'active'>): Promise<ApiDeveloperKey>;
  replaceApiKey(key: ApiDeveloperKey): Promise<void>;
  findApiKey(clientId: number): Promise<ApiDeveloperKey | null>;
  listApiKeys(): Promise<readonly ApiDeveloperKey[]>;
  createTool(tool: Omit<ExternalTool, 'id' | 'deploymentId'>): Promise<ExternalTool>;
  replaceTool(tool: ExternalTool): Promise<void>;
  removeTool(toolId: number): Promise<void>;
  createResourceLink(
    link: Omit<ResourceLink, 'id' | 'resourceLinkUuid' | 'lookupUuid'>,
  ): Promise<ResourceLink>;
  findResourceLink(courseId: number, lookupUuid: string): Promise<ResourceLink | null>;
  lineItems(courseId: number, clientId: number): Promise<readonly LineItem[]>;
  findLineItem(lineItemId: number): Promise<LineItem | null>;
  createLineItem(lineItem: Omit<LineItem, 'id'>): Promise<LineItem>;
  replaceLineItem(lineItem: LineItem): Promise<void>;
  removeLineItem(lineItemId: number): Promise<void>;
}

export function createToolStore(models: Models): ToolStore {
  const { tools, ltiKeys, apiKeys, lineItems, resourceLinks } = models;
  const inContext = (courseId: number | null) =>
    courseId === null ? { courseId: null } : { courseId: trusted({ $in: [null, courseId] }) };
  const list = (): Promise<ExternalTool[]> =>
    tools.find({}, plain).sort({ id: 1 }).lean<ExternalTool[]>().exec();
  return {
    list,
    find: (toolId) => tools.findOne({ id: toolId }, plain).lean<ExternalTool>().exec(),
    listPlaced: async (placement, courseId) => {
      const found = await tools.find(inContext(courseId), plain).sort({ id: 1 }).lean<ExternalTool[]>();
      const keysOn = await ltiKeys.distinct('id', { active: true });
      const shown = found.filter(({ developerKeyId }) => keysOn.includes(developerKeyId));
      return shown.flatMap((tool) =>
        tool.placements
          .filter((entry) => entry.placement === placement && entry.enabled)
          .map((entry) => ({ tool, text: entry.text })),
      );
    },
    findForKey: (developerKeyId, courseId) =>
      tools
        .findOne({ developerKeyId, ...inContext(courseId) }, plain)
        .sort({ id: 1 })
        .lean<ExternalTool>()
        .exec(),
    createLtiKey: async (key) => {
      const id = toGlobalId(await nextId(models, 'developer_keys'));
      const made: LtiDeveloperKey = { ...key, id, active: true };
      await ltiKeys.create({ ...made });
      return made;
    },
    replaceLtiKey: async (key) => {
      await ltiKeys.replaceOne({ id: key.id }, { ...key });
    },
    findLtiKey: (clientId) => ltiKeys.findOne({ id: clientId }, plain).lean<LtiDeveloperKey>().exec(),
    listLtiKeys: () => ltiKeys.find({}, plain).sort({ id: 1 }).lean<LtiDeveloperKey[]>().exec(),
    createApiKey: async (key) => {
      const id = toGlobalId(await nextId(models, 'developer_keys'));
      const made: ApiDeveloperKey = { ...key, id, secret: makeSecret(), active: true };
      await apiKeys.create({ ...made });
      return made;
    },
    replaceApiKey: async (key) => {
      await apiKeys.replaceOne({ id: key.id }, { ...key });
    },
    findApiKey: (clientId) => apiKeys.findOne({ id: clientId }, plain).lean<ApiDeveloperKey>().exec(),
    listApiKeys: () => apiKeys.find({}, plain).sort({ id: 1 }).lean<ApiDeveloperKey[]>().exec(),
    createTool: async (tool) => {
      const id = await nextId(models, 'external_tools');
      const made: ExternalTool = { ...tool, id, deploymentId: `${id}:${randomBytes(20).toString('hex')}` };
      await tools.create({ ...made });
      return made;
    },
    replaceTool: async (tool) => {
      await tools.replaceOne({ id: tool.id }, { ...tool });
    },
    removeTool: async (toolId) => {
      await tools.deleteOne({ id: toolId });
    },
    createResourceLink: async (link) => {
      const id = await nextId(models, 'resource_links');
      const made = { ...link, id, resourceLinkUuid: randomUUID(), lookupUuid: randomUUID() };
      await resourceLinks.create({ ...made });
      return made;
    },
    findResourceLink: (courseId, lookupUuid) =>
      resourceLinks.findOne({ courseId, lookupUuid }, plain).lean<ResourceLink>().exec(),
    lineItems: (courseId, clientId) =>
      lineItems.find({ courseId, clientId }, plain).sort({ id: 1 }).lean<LineItem[]>().exec(),
    findLineItem: (lineItemId) => lineItems.findOne({ id: lineItemId }, plain).lean<LineItem>().exec(),
    createLineItem: async (lineItem) => {
      const made: LineItem = { ...lineItem, id: await nextId(models, 'line_items') };
      await lineItems.create({ ...made });
      return made;
    },
    replaceLineItem: async (lineItem) => {
      await lineItems.replaceOne({ id: lineItem.id }, { ...lineItem });
    },
    removeLineItem: async (lineItemId) => {
      await lineItems.deleteOne({ id: lineItemId });
    },
  };
}
