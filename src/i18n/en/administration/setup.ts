/** The checklist of Administration › Overview and of the operator's `doctor`. */
export const setupMessages = {
  title: 'Setting up',
  count: '{done} of {all} steps are done.',
  done: 'Done',
  open: 'To do',
  test: 'Check everything now',
  testNote: 'Asks Canvas and {sis}. It changes nothing there.',
  tested: 'This is what Canvas and {sis} say now.',
  steps: {
    developerKey: 'Developer key',
    deployment: 'Installation',
    canvasApi: 'Canvas API key',
    sis: 'SIS connection',
    firstCourse: 'First course',
  },
  parts: {
    roster: 'Names and Role Provisioning',
    grades: 'reading line items and results',
    fields: 'custom fields',
  },
  findings: {
    keyWorks: { text: 'Canvas accepts the LTI developer key.' },
    keyRefused: {
      text: 'Canvas doesn’t accept the LTI developer key.',
      remedy: 'Switch it on in Canvas: Admin › Developer Keys.',
    },
    keyLacks: {
      text: 'The LTI developer key doesn’t grant: {list}.',
      remedy: 'Give it back in the key or its registration in Canvas: Admin › Developer Keys.',
    },
    canvasUnreachable: {
      text: 'Canvas didn’t answer.',
      remedy: 'Check again in a few minutes. If it stays so, the operator must check the address of Canvas.',
    },
    deploymentApproved: { text: 'Grade Passback is installed in Canvas and approved.' },
    deploymentPending: {
      text: 'Grade Passback is installed in Canvas and waits for approval.',
      remedy: 'The operator approves it with “deployment approve”.',
    },
    deploymentNone: {
      text: 'Grade Passback isn’t installed in Canvas yet.',
      remedy: 'Install it by its client ID in Canvas: Admin › Settings › Apps. Then open it once in Canvas.',
    },
    apiWorks: { text: 'Canvas accepts the API key.' },
    apiNone: {
      text: 'There’s no Canvas API key yet, so Grade Passback can’t tell which assignments are marked Sync to {sisLabel}.',
      remedy: 'Add the Canvas API key',
    },
    apiLost: {
      text: 'Grade Passback can no longer read the secret of the Canvas API key.',
      remedy: 'Enter the Canvas API key again',
    },
    apiFaulty: {
      text: 'Something is wrong with the Canvas API key, so people can’t connect or courses can’t be read.',
      remedy: 'Save the Canvas API key again to see what',
    },
    apiUntested: {
      text: 'The Canvas API key is saved. Nobody has used it yet.',
      remedy: 'Check everything, or open Canvas API key',
    },
    sisWorks: { text: '{sis} answers, and Grade Passback may read what it needs.' },
    sisNone: { text: '{sis} isn’t connected yet, so no grades can be sent.', remedy: 'Connect the SIS' },
    sisLost: {
      text: 'Grade Passback can no longer read the secret of {sis}.',
      remedy: 'Enter the secret of the SIS again',
    },
    sisFails: {
      text: 'The test of the connection to {sis} failed.',
      remedy: 'Choose Test connection to see which step',
    },
    sisUntested: {
      text: 'The connection to {sis} is saved. Nobody has used it yet.',
      remedy: 'Choose Test connection',
    },
    courseSynced: {
      text: {
        one: '{count} course has synced its grades.',
        other: '{count} courses have synced their grades.',
      },
    },
    courseTried: {
      text: 'A grade sync was started, and none has reached its end yet.',
      remedy: 'Open Grade syncs',
    },
    courseNone: {
      text: 'No course has synced grades yet.',
      remedy: 'A teacher opens Grade Sync in a course, chooses Post Grades and connects to Canvas once.',
    },
  },
} as const;
