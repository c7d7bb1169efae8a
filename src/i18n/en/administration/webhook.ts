/** Administration › Settings › Webhook. */
export const webhookMessages = {
  title: 'Webhook',
  link: 'Send notices to a program too (webhook)',
  lead: 'Grade Passback can tell a program of yours when a course needs somebody. It sends each cause once a day, with the number of courses.',
  privacy: 'It sends Canvas’s numbers of the courses. It never sends names, students or grades.',
  signed:
    'Each request is signed as Standard Webhooks describes, so your program can check that it’s from us. The page docs/webhook.md of Grade Passback shows how.',
  url: {
    label: 'Address of your program',
    hint: 'We send a POST request there. If the program doesn’t answer, we try again for most of a day.',
  },
  save: 'Save',
  saved: 'Address saved. The secret is the same as before.',
  removed: 'Webhook removed. We send nothing there any more.',
  secret: 'Secret',
  secretOnce: 'Your secret',
  secretOnceExplain: 'Copy it into your program now. We never show it again.',
  lastTitle: 'Latest delivery',
  none: 'Nothing was sent yet.',
  taken: '{when}: your program took {event} (status {status}).',
  refused: '{when}: your program didn’t take {event}. It answered with status {status}.',
  unanswered: '{when}: your program didn’t answer to {event} ({fault}).',
  again: 'We try again, with longer and longer pauses.',
  fix: 'Check the address and your program, then send another test.',
  test: 'Send a test',
  testExplain: 'A test says nothing about your courses.',
  secretTitle: 'Secret and removal',
  newSecret: 'Make a new secret',
  newSecretExplain:
    'The secret is from {when}. With a new one, your program refuses our requests until you give it the new secret.',
  remove: 'Remove this webhook',
  removeExplain: 'We forget the address and the secret. E-mail isn’t affected.',
} as const;
