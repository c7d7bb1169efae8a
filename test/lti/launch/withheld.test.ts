import { expect } from 'chai';
import { createLog } from '../../../src/log.ts';
import { claim } from '../../../src/lti/launch/claims.ts';
import { customFields } from '../../../src/lti/launch/custom-fields.ts';
import { courseContext, findWithheld } from '../../../src/lti/launch/find-withheld.ts';
import { createWithheldNotes } from '../../../src/lti/launch/note-withheld.ts';
import { serviceScopes } from '../../../src/lti/registration/tool-config.ts';

const endpoint = { scope: [...serviceScopes], lineitems: 'https://school.example/line_items' };
const whole = {
  [claim.context]: { id: 'c', type: [courseContext] },
  [claim.custom]: { ...customFields },
  [claim.namesRoles]: { context_memberships_url: 'https://school.example/names_and_roles' },
  [claim.endpoint]: endpoint,
};

describe('what an LTI key does not grant (CF9)', () => {
  it('shows in the launch of a course, part by part', () => {
    const { canvas_student_view: _, ...olderFields } = customFields;
    const withoutRoster = { ...whole, [claim.namesRoles]: undefined };
    expect(findWithheld(whole)).to.deep.equal([]);
    // A key from before the look of pages was asked for lacks nothing that grades need.
    const { canvas_high_contrast: __, ...withoutLooks } = customFields;
    expect(findWithheld({ ...whole, [claim.custom]: withoutLooks })).to.deep.equal([]);
    expect(findWithheld(withoutRoster)).to.deep.equal(['canvas_roster_withheld']);
    for (const granted of [undefined, { ...endpoint, scope: serviceScopes.slice(0, 1) }]) {
      expect(findWithheld({ ...whole, [claim.endpoint]: granted })).to.deep.equal(['canvas_grades_withheld']);
    }
    for (const fields of [undefined, olderFields]) {
      expect(findWithheld({ ...whole, [claim.custom]: fields })).to.deep.equal(['canvas_fields_withheld']);
    }
  });

  it('does not show in the launch of an account', () => {
    expect(findWithheld({ [claim.context]: { id: 'a', type: ['Account'] } })).to.equal(null);
    expect(findWithheld({})).to.equal(null);
  });

  it('is noted once a minute, forgotten when it is granted again, and holds up no launch', async () => {
    let now = new Date('2026-11-20T08:00:00Z');
    const writes: string[] = [];
    let fails = false;
    const note = createWithheldNotes({
      canvasKeyFaults: {
        async note(_institution, code) {
          if (fails) throw new Error('no database');
          writes.push(`+${code}`);
        },
        clear: async (_institution, codes = []) => void writes.push(`-${codes.join('-')}`),
      },
      clock: () => now,
      log: createLog('silent'),
    });
    const withoutRoster = { ...whole, [claim.namesRoles]: undefined };
    const launch = async (claims: typeof withoutRoster | typeof whole): Promise<string[]> => {
      writes.length = 0;
      await note('school', claims);
      return [...writes];
    };
    const others = '-canvas_grades_withheld-canvas_fields_withheld';
    expect(await launch(withoutRoster)).to.deep.equal([others, '+canvas_roster_withheld']);
    expect(await launch(withoutRoster)).to.deep.equal([]);
    now = new Date(now.getTime() + 61_000);
    expect(await launch(withoutRoster)).to.deep.equal([others, '+canvas_roster_withheld']);
    expect(await launch(whole)).to.deep.equal([`-canvas_roster_withheld${others}`]);
    fails = true;
    expect(await launch(withoutRoster)).to.deep.equal([others]);
  });
});
