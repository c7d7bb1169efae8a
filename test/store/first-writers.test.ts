import { createHistoryVisitStore } from '../../src/store/history-visits.ts';
import { createStudentTotalStore } from '../../src/store/passback/student-totals.ts';
import { useMongo } from '../support/mongodb.ts';

describe('the first writers of one document', () => {
  const mongo = useMongo();

  /** Eight at once, on something new each time. */
  async function race(write: (round: number) => Promise<unknown>): Promise<void> {
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(Array.from({ length: 8 }, () => write(round)));
    }
  }

  it('all succeed, although only one can insert it: two tabs of one person open History at once', async () => {
    const visits = createHistoryVisitStore(mongo.connection());
    const visit = { seenAt: new Date('2026-11-20T15:00:00Z'), waiting: [] };
    await race((round) =>
      visits.save({ institutionId: 'school', courseKey: `school:${round}` }, 'teacher', visit),
    );
  });

  it('all succeed: two teachers open a course that was never read', async () => {
    const totals = createStudentTotalStore(mongo.connection());
    const read = [{ canvasUserId: '7', total: '91.5', isOverridden: false }];
    await race((round) => totals.save({ key: `school:${round}`, institutionId: 'school' }, read));
  });
});
