import { createHistoryVisitStore } from '../../src/store/history-visits.ts';
import { useMongo } from '../support/mongodb.ts';

describe('the first writers of one document', () => {
  const mongo = useMongo();

  it('all succeed, although only one can insert it: two tabs of one person open History at once', async () => {
    const visits = createHistoryVisitStore(mongo.connection());
    const visit = { seenAt: new Date('2026-11-20T15:00:00Z'), waiting: [] };
    for (let round = 0; round < 25; round += 1) {
      const course = { institutionId: 'school', courseKey: `school:course-${round}` };
      await Promise.all(Array.from({ length: 8 }, () => visits.save(course, 'teacher', visit)));
    }
  });
});
