import type { Clock } from '../../../src/clock.ts';
import { type Models, plain } from './models.ts';
import type { LoginSession, PendingLaunch } from './records/launch.ts';
import type { User } from './records/user.ts';
import { hashSecret, makeSecret } from './secrets.ts';

export interface SessionStore {
  /** Logs a person in. Returns the value of the session cookie. */
  open(userId: number): Promise<string>;
  /** The person behind a cookie; null: not logged in. */
  findUser(cookieValue: string): Promise<User | null>;
  close(cookieValue: string): Promise<void>;
  keepLaunch(launch: PendingLaunch): Promise<void>;
  /** Takes the payload of a launch once. Null: expired or already taken. */
  takeLaunch(verifier: string): Promise<PendingLaunch | null>;
}

export function createSessionStore(models: Models, clock: Clock): SessionStore {
  return {
    open: async (userId) => {
      const cookieValue = makeSecret();
      const session: LoginSession = { tokenHash: hashSecret(cookieValue), userId, createdAt: clock() };
      await models.loginSessions.create({ ...session });
      return cookieValue;
    },
    findUser: async (cookieValue) => {
      const session = await models.loginSessions
        .findOne({ tokenHash: hashSecret(cookieValue) }, plain)
        .lean<LoginSession>();
      if (session === null) return null;
      return models.users.findOne({ id: session.userId }, plain).lean<User>();
    },
    close: async (cookieValue) => {
      await models.loginSessions.deleteOne({ tokenHash: hashSecret(cookieValue) });
    },
    keepLaunch: async (launch) => {
      await models.pendingLaunches.create({ ...launch });
    },
    takeLaunch: async (verifier) => {
      const launch = await models.pendingLaunches.findOneAndDelete({ verifier }).lean<PendingLaunch>();
      return launch === null || launch.expiresAt.getTime() <= clock().getTime() ? null : launch;
    },
  };
}
