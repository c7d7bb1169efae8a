import { type Models, plain } from './models.ts';
import type { AccessLogEntry } from './records/launch.ts';

export interface AccessLogStore {
  append(entry: AccessLogEntry): Promise<void>;
  /** Requests in the order they arrived; `pathPattern` matches the path without query. */
  read(filter?: {
    readonly method?: string;
    readonly pathPattern?: RegExp;
  }): Promise<readonly AccessLogEntry[]>;
  clear(): Promise<void>;
}

export function createAccessLogStore(models: Models): AccessLogStore {
  return {
    append: async (entry) => {
      await models.accessLog.create({ ...entry });
    },
    read: (filter = {}) =>
      models.accessLog
        .find(
          {
            ...(filter.method === undefined ? {} : { method: filter.method }),
            ...(filter.pathPattern === undefined ? {} : { path: filter.pathPattern }),
          },
          plain,
        )
        .sort({ _id: 1 })
        .lean<AccessLogEntry[]>()
        .exec(),
    clear: async () => {
      await models.accessLog.deleteMany({});
    },
  };
}
