import { reserveIds } from './ids.ts';
import { type Models, plain } from './models.ts';
import type { Permission } from './permissions.ts';
import type { Account, GradingPeriod, SisSettings } from './records/account.ts';
import type { ThemeName } from './themes.ts';

export interface AccountStore {
  /** The root account; throws before the school is seeded. */
  get(): Promise<Account>;
  find(): Promise<Account | null>;
  setSisSettings(change: Partial<SisSettings>): Promise<Account>;
  setTeachersReadSis(teachersReadSis: boolean): Promise<void>;
  /** Takes permissions away from every teacher; an empty list restores Canvas's defaults. */
  setTeachersLack(teachersLack: readonly Permission[]): Promise<void>;
  /** Null: the term has no end. */
  setTermEnd(endAt: Date | null): Promise<void>;
  /** Divides the term into grading periods, in order. */
  setGradingPeriods(periods: readonly Omit<GradingPeriod, 'id'>[]): Promise<readonly GradingPeriod[]>;
  /** Null: pages say "SIS". */
  setSisName(sisName: string | null): Promise<Account>;
  /** Null: Canvas's own colours. */
  setTheme(theme: ThemeName | null): Promise<void>;
}

export function createAccountStore(models: Models): AccountStore {
  const find = (): Promise<Account | null> => models.accounts.findOne({}, plain).lean<Account>().exec();
  const get = async (): Promise<Account> => {
    const account = await find();
    if (account === null) throw new Error('The sandbox school is not seeded yet');
    return account;
  };
  return {
    find,
    get,
    setSisSettings: async (change) => {
      const account = await get();
      await models.accounts.updateOne(
        { id: account.id },
        { $set: { sisSettings: { ...account.sisSettings, ...change } } },
      );
      return get();
    },
    setTeachersReadSis: async (teachersReadSis) => {
      await models.accounts.updateOne({}, { $set: { teachersReadSis } });
    },
    setTeachersLack: async (teachersLack) => {
      await models.accounts.updateOne({}, { $set: { teachersLack } });
    },
    setTermEnd: async (endAt) => {
      await models.accounts.updateOne({}, { $set: { 'term.endAt': endAt } });
    },
    setGradingPeriods: async (periods) => {
      const firstId = await reserveIds(models, 'grading_periods', periods.length);
      const gradingPeriods = periods.map((period, index) => ({ id: firstId + index, ...period }));
      await models.accounts.updateOne({}, { $set: { 'term.gradingPeriods': gradingPeriods } });
      return gradingPeriods;
    },
    setSisName: async (sisName) => {
      await models.accounts.updateOne({}, { $set: { sisName } });
      return get();
    },
    setTheme: async (theme) => {
      await models.accounts.updateOne({}, { $set: { theme } });
    },
  };
}
